import type { FastifyInstance } from 'fastify';
import { findPicture } from '../records/pictures.ts';
import type { Store } from '../store/store.ts';
import { API } from './address.ts';

const YEAR = 365 * 24 * 60 * 60;

/**
 * Serves the pictures that bodies name by `public_filename`. They stand beside the API, not in it: an `<img>` sends no
 * token, and what it gets is no envelope. Clients that put the API's address before the path find them as well.
 */
export function registerPictures(app: FastifyInstance, store: Store): void {
  for (const prefix of ['', API]) {
    app.get<{ Params: { '*': string } }>(`${prefix}/avatars/get/*`, async (request, reply) => {
      const picture = await findPicture(store.reading, `/avatars/get/${request.params['*']}`);
      reply.header('X-Content-Type-Options', 'nosniff');
      if (!picture) return reply.code(404).type('text/plain').send('Not found\n');
      // Another picture has another address, so this one never changes.
      reply.header('Cache-Control', `public, max-age=${YEAR}, immutable`);
      return reply.type(picture.mediaType).send(picture.content);
    });
  }
}
