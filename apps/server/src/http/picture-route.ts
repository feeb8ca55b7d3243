import type { FastifyInstance } from 'fastify';
import { findPicture } from '../resources/avatars/picture-sizes.ts';
import type { Store } from '../store/store.ts';
import { API } from './address.ts';
import { IMMUTABLE } from './caching.ts';

/**
 * Serves the pictures that responses refer to by `public_filename`. They need no token and have no envelope, because they
 * are for `<img>` elements. They are also found below the API's prefix, which some clients add to the path.
 */
export function registerPictures(app: FastifyInstance, store: Store): void {
  for (const prefix of ['', API]) {
    app.get<{ Params: { '*': string } }>(`${prefix}/avatars/get/*`, async (request, reply) => {
      const picture = await findPicture(store.reading, `/avatars/get/${request.params['*']}`);
      reply.header('X-Content-Type-Options', 'nosniff');
      if (!picture) return reply.code(404).type('text/plain').send('Not found\n');
      reply.header('Cache-Control', IMMUTABLE);
      return reply.type(picture.mediaType).send(picture.content);
    });
  }
}
