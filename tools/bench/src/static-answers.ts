import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';

/* Fastify with answers from a file, each sent as it is at the address of its name: what HTTP alone costs. */

const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: static-answers.ts FILE');
const answers = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const app = fastify();
for (const [name, answer] of Object.entries(answers)) {
  app.route({
    method: ['GET', 'POST'],
    url: `/${name}`,
    handler: (_request, reply) => reply.type('application/json; charset=utf-8').send(answer),
  });
}
await app.listen({ port: 0 });
console.log(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
