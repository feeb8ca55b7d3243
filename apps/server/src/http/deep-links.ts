import type { FastifyInstance } from 'fastify';

/** Redirects links of the hosted service, in old mails and wikis, to the pages of the desk. */
export function registerDeepLinks(app: FastifyInstance): void {
  app.get<{ Querystring: { q?: unknown } }>('/goto', ({ query }, reply) => reply.redirect(pageOf(query.q)));
  app.get<{ Params: { number: string } }>('/a/:account/:number', ({ params }, reply) =>
    reply.redirect(pageOf(params.number)),
  );
  app.get('/my_api_token', (_request, reply) => reply.redirect('/sign-in'));
}

/** The page of a record number, such as `B#13534`; the start page if there is none. */
function pageOf(text: unknown): string {
  const number = /^\s*(?:B?#)?(\d{1,19})\s*$/i.exec(String(text))?.[1];
  return number === undefined ? '/' : `/b/${number}`;
}
