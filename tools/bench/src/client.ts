import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { readDescription } from '@service-desk/description/description';
import { bundleCalls, CLIENTS, type ClientName, generateHeyApi, sizeOf } from './clients/bundles.ts';
import { pinLoad, startProgram } from './rivals.ts';
import { table } from './table.ts';

/*
 * What a call costs by each client: time beside `fetch` by hand with a transport that answers from memory, processor
 * time over real HTTP, and how much a page has to load. Each run is a process of its own, the clients take turns, and
 * the median counts.
 *
 *   --rounds 5      how often each is run
 *   --calls 10000   how many calls a run makes with answers from memory; over HTTP, a fifth of that
 */

const AIMS = { added: 1, gzip: 7 };
const CALLS = ['get', 'list', 'create'] as const;
const CONCURRENCIES = [1, 50];
/** How many records a page has unless a call says otherwise. */
const PAGE = 20;
const run = promisify(execFile);

type Bundles = Record<ClientName, string>;
interface CallEffort {
  rounds: number;
  calls: number;
}

async function main({ rounds, calls }: CallEffort): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-clients-'));
  try {
    const heyApi = path.join(folder, 'hey-api');
    await generateHeyApi(heyApi);
    const bundles = {} as Bundles;
    for (const name of CLIENTS) bundles[name] = await bundleCalls(name, heyApi, folder);
    console.log(`${await addedTable(bundles, folder, { rounds, calls })}\n`);
    console.log(`${await processorTable(bundles, folder, { rounds, calls: calls / 5 })}\n`);
    console.log(await sizeTable(heyApi));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How much time a client adds to `fetch` by hand, when the answer is there at once. */
async function addedTable(bundles: Bundles, folder: string, effort: CallEffort): Promise<string> {
  const costs: Record<ClientName, number>[] = [];
  for (const [call, text] of Object.entries(answers())) {
    const file = path.join(folder, `${call}.json`);
    writeFileSync(file, text);
    costs.push(await costsOf(bundles, effort, call, 1, 'injected', file));
  }
  const added = (name: ClientName) => costs.map((cost) => cost[name] - cost.fetch);
  const aim = added('openapi-fetch').map((micros) => micros + AIMS.added);
  return table([
    ['µs added to fetch', ...CALLS],
    ...CLIENTS.filter((name) => name !== 'fetch').map((name) => [
      name,
      ...added(name).map((micros) => micros.toFixed(1)),
    ]),
    [
      'aim of operations',
      ...aim.map(
        (micros, index) => `${micros.toFixed(1)} ${verdict((added('operations')[index] ?? 0) <= micros)}`,
      ),
    ],
  ]);
}

/** How much of the processor a call takes over real HTTP, one after the other and many at once. */
async function processorTable(bundles: Bundles, folder: string, effort: CallEffort): Promise<string> {
  const { get, list } = answers();
  const file = path.join(folder, 'answers.json');
  writeFileSync(file, JSON.stringify({ 'v1/incidents/13534.json': get, 'v1/incidents.json': list }));
  await using server = await startProgram('static-answers.ts', file);
  const columns: { title: string; cost: Record<ClientName, number> }[] = [];
  for (const concurrency of CONCURRENCIES) {
    for (const call of ['get', 'list']) {
      const cost = await costsOf(bundles, effort, call, concurrency, 'http', `${server.url}/v1`);
      columns.push({ title: `${call}, ${concurrency} at once`, cost });
    }
  }
  const rivals = CLIENTS.filter((name) => !['fetch', 'operations', 'raw'].includes(name));
  return table([
    ['µs of processor over HTTP', ...columns.map(({ title }) => title)],
    ...CLIENTS.map((name) => [name, ...columns.map(({ cost }) => cost[name].toFixed(0))]),
    [
      'operations ÷ lowest rival, aim 1',
      ...columns.map(({ cost }) => {
        const ratio = cost.operations / Math.min(...rivals.map((name) => cost[name]));
        return `${ratio.toFixed(2)} ${verdict(ratio <= 1)}`;
      }),
    ],
  ]);
}

/** How much a page loads that has the whole client at hand. */
async function sizeTable(heyApi: string): Promise<string> {
  const rows: string[][] = [];
  for (const name of CLIENTS) {
    const size = await sizeOf(name, heyApi);
    if (!size) continue;
    const aim = name === 'operations' ? `${AIMS.gzip} ${verdict(size.gzip <= AIMS.gzip * 1000)}` : '';
    rows.push([name, ...[size.minified, size.gzip].map((bytes) => (bytes / 1000).toFixed(1)), aim]);
  }
  return table([['kB of everything', 'minified', 'gzip', 'aim'], ...rows]);
}

function verdict(met: boolean): string {
  if (!met) process.exitCode = 1;
  return met ? 'met' : 'MISSED';
}

/** What v1 answers to each call, as documented; the list is as long as a page is by default. */
function answers(): Record<(typeof CALLS)[number], string> {
  const { examples } = readDescription().components;
  const valueNamed = (name: string) =>
    structuredClone(examples?.[name]?.value) as { result: { incidents: unknown[] } } | undefined;
  const list = valueNamed('IncidentsListed');
  const two = list?.result.incidents ?? [];
  if (list) list.result.incidents = Array.from({ length: PAGE }, (_, index) => two[index % two.length]);
  return {
    get: JSON.stringify(valueNamed('IncidentFound')),
    list: JSON.stringify(list),
    create: JSON.stringify(valueNamed('IncidentCreated')),
  };
}

/** Microseconds a call of each client, the median of the rounds. */
async function costsOf(
  bundles: Bundles,
  { rounds, calls }: CallEffort,
  call: string,
  concurrency: number,
  ...target: string[]
): Promise<Record<ClientName, number>> {
  const found = new Map<ClientName, number[]>(CLIENTS.map((name) => [name, []]));
  const program = path.join(import.meta.dirname, 'clients/run.ts');
  for (let round = 0; round < rounds; round += 1) {
    for (const name of CLIENTS) {
      const args = [program, bundles[name], call, String(calls), String(concurrency), ...target];
      const { stdout } = await run(process.execPath, args);
      found.get(name)?.push(Number(stdout));
    }
  }
  return Object.fromEntries([...found].map(([name, costs]) => [name, median(costs)])) as Record<
    ClientName,
    number
  >;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, calls: { type: 'string', default: '10000' } },
});
pinLoad();
await main({ rounds: Number(values.rounds), calls: Number(values.calls) });
