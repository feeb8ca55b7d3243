import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ClientCalls, CreateCalls } from './client.ts';

/*
 * One client in a process of its own: says what a call costs on the average, in microseconds, once it is warm.
 *
 *   run.ts BUNDLE CALL CALLS CONCURRENCY http URL       processor time, user and system, against a server
 *   run.ts BUNDLE CALL CALLS CONCURRENCY injected FILE  time, with a transport that answers a file's text
 */

const [bundle = '', call = 'get', calls = '1', concurrency = '1', mode, target = ''] = process.argv.slice(2);
const { create } = (await import(pathToFileURL(bundle).href)) as { create: CreateCalls };
const token = 'sd_0123456789';

const run = (client: ClientCalls) => {
  if (call === 'list') return client.list();
  return call === 'create' ? client.create({ title: 'The VPN drops', service_id: 33 }) : client.get(13534);
};

async function times(client: ClientCalls, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await run(client);
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
}

/** As a text: a number would be coloured where colours are asked for. */
function report(micros: number): void {
  console.log(String(micros));
}

const count = Number(calls);
if (mode === 'http') {
  const client = create({ baseUrl: target, token });
  await times(client, count / 2);
  const before = process.cpuUsage();
  await times(client, count);
  const { user, system } = process.cpuUsage(before);
  report((user + system) / count);
} else {
  const text = readFileSync(target, 'utf8');
  const headers = { 'Content-Type': 'application/json' };
  const client = create({
    baseUrl: 'http://desk.example/v1',
    token,
    fetch: async () => new Response(text, { headers }),
  });
  await times(client, count / 2);
  const before = performance.now();
  await times(client, count);
  report(((performance.now() - before) * 1000) / count);
}
process.exit(0);
