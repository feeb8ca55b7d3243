import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/* json-server on a file, by its library: its command would log every request. */

// It has no types.
const { create, bodyParser, router } = createRequire(import.meta.url)('json-server') as {
  create(): { use(handler: unknown): void; listen(port: number, host: string, then: () => void): Server };
  bodyParser: unknown;
  router(file: string): unknown;
};

const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: json-file.ts FILE');
const app = create();
app.use(bodyParser);
app.use(router(file));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
