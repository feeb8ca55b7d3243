import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Serving } from '@service-desk/test-kit/processes';
import { checkOut, commitOf } from './checkout.ts';
import { fillIncidents, LUKE } from './incidents.ts';
import { CONNECTIONS, type LoadResult, load } from './load.ts';
import {
  CALLS,
  type CallName,
  described,
  KNOWN,
  type LoadedCalls,
  NEW,
  sameAnswers,
  TOKENS,
} from './loaded-calls.ts';
import { pageCosts, reportPages } from './pages.ts';
import { pinLoad, startJsonServer, startPrism, startProgram, startServerOf } from './rivals.ts';
import { table } from './table.ts';

/*
 * What the server makes of its machine, beside four others that answer the same calls: Fastify with a static answer,
 * the same queries by hand, Prism and json-server. The measured server has a core of its own, and so has the load.
 *
 *   --sizes 10000,100000   how many incidents there are
 *   --seconds 2            how long each of the rounds is
 *   --rounds 3             of which the best counts: what the program takes, whatever else the machine had to do
 *   --base 7c45a65         an earlier commit, which is checked out and measured as well
 */

type Rival = 'static' | 'by hand' | 'Prism' | 'json-server' | 'before';

/** What the server is held to: its rate by that of each rival. */
const AIMS: Partial<Record<Rival, number>> = { 'by hand': 0.7, Prism: 10, 'json-server': 10, before: 0.95 };
const CREATE_BY_HAND = 0.5;

type Loads = Record<CallName, LoadResult>;
interface ServerRounds {
  seconds: number;
  rounds: number;
}

const description = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json')),
  'dist/openapi.json',
);

/** The same of json-server, which has words of its own for it. */
function plain(url: string): LoadedCalls {
  const open = (limit: number) => `${url}/incidents?status=Open&_sort=due_date&_page=1&_limit=${limit}`;
  const ofLuke = `&assigned_user_id=${LUKE}`;
  return {
    'list, as Luke': { method: 'GET', url: open(10) + ofLuke, token: TOKENS.luke },
    'list, account-wide': { method: 'GET', url: open(10), token: TOKENS.account },
    'list of two': { method: 'GET', url: open(2) + ofLuke, token: TOKENS.luke },
    get: { method: 'GET', url: `${url}/incidents/${KNOWN}`, token: TOKENS.luke },
    'list, as Luke, uncached': { method: 'GET', url: open(10) + ofLuke, token: TOKENS.luke },
    'get, uncached': { method: 'GET', url: `${url}/incidents/${KNOWN}`, token: TOKENS.luke },
    create: { method: 'POST', url: `${url}/incidents`, token: TOKENS.luke, body: JSON.stringify(NEW) },
  };
}

async function main(sizes: number[], rounds: ServerRounds, base: string | undefined): Promise<void> {
  using earlier = base === undefined ? undefined : checkOut(commitOf(base).hash);
  earlier?.run('generate', '@service-desk/server');
  const pinned = pinLoad();
  console.log(
    `${CONNECTIONS} requests at a time, the best of ${rounds.rounds} rounds of ${rounds.seconds} s, ` +
      `${pinned ? 'server and load on separate cores' : 'server and load on any core'}\n`,
  );
  const prism = await measurePrism(rounds);
  const costs = [];
  for (const size of sizes) costs.push(await measureSize(size, prism, rounds, earlier?.folder));
  const [smallest, largest] = [costs[0], costs.at(-1)];
  if (smallest && largest) reportPages(smallest, largest);
}

/** Prism holds no incidents: one measure stands for all sizes. */
async function measurePrism(rounds: ServerRounds): Promise<Loads> {
  await using prism = await startPrism(description);
  const { Prism } = await measured({ Prism: described(prism.url, 13534) }, rounds);
  return Prism as Loads;
}

async function measureSize(size: number, prism: Loads, rounds: ServerRounds, earlier: string | undefined) {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
  const database = path.join(folder, 'service-desk.db');
  const startFilled = async (data: string, root?: string) => {
    // The first start makes the tables and the demo world.
    await startServerOf(data, {}, root).then((server) => server.stop());
    fillIncidents(path.join(data, 'service-desk.db'), size);
    return startServerOf(data, {}, root);
  };
  try {
    await using before = earlier ? await startFilled(path.join(folder, 'before'), earlier) : undefined;
    await using server = await startFilled(folder);
    await using hand = await startProgram('handwritten.ts', database);
    const [own, byHand] = [described(`${server.url}/v1`), described(`${hand.url}/v1`)];
    const answers = await sameAnswers(own, byHand);
    // Before anything is created, or pages would move.
    const pages = await pageCosts(`${server.url}/v1`, TOKENS);
    await using fixed = await startStatic(folder, answers);
    const statics = Object.fromEntries(
      CALLS.map((name, index) => [name, { ...own[name], url: `${fixed.url}/${index}` }]),
    ) as LoadedCalls;
    const measuredTogether = {
      ...{ server: own, static: statics, 'by hand': byHand },
      ...(before && { before: described(`${before.url}/v1`) }),
    };
    const loads = await measured(measuredTogether, rounds);
    const json = await measureJsonServer(database, folder, rounds);
    report(size, loads.server as Loads, {
      static: loads.static as Loads,
      'by hand': loads['by hand'] as Loads,
      Prism: prism,
      'json-server': json,
      ...(loads.before && { before: loads.before }),
    });
    return { size, pages };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each call of each server, in turn, the best of the rounds of each. */
async function measured(
  servers: Record<string, LoadedCalls>,
  { seconds, rounds }: ServerRounds,
): Promise<Record<string, Loads>> {
  const loads: Record<string, Partial<Loads>> = Object.fromEntries(
    Object.keys(servers).map((name) => [name, {}]),
  );
  for (const call of CALLS) {
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, calls] of Object.entries(servers)) {
        const best = loads[name] as Partial<Loads>;
        const { rate, p99, bytes } = await load(calls[call], seconds);
        const { rate: bestRate = 0, p99: bestP99 = Number.POSITIVE_INFINITY } = best[call] ?? {};
        best[call] = { rate: Math.max(rate, bestRate), p99: Math.min(p99, bestP99), bytes };
      }
    }
  }
  return loads as Record<string, Loads>;
}

/** json-server's figures, or why there are none. It comes last, because it goes on writing for a while. */
async function measureJsonServer(
  database: string,
  folder: string,
  rounds: ServerRounds,
): Promise<Loads | string> {
  try {
    const server = await startJsonServer(database, folder);
    try {
      const { json } = await measured({ json: plain(server.url) }, { ...rounds, rounds: 1 });
      return json as Loads;
    } finally {
      await server.stop('SIGKILL');
    }
  } catch (error) {
    return /^\s*(?:\w*Error: .*)$/m.exec((error as Error).message)?.[0].trim() ?? (error as Error).message;
  }
}

function startStatic(folder: string, answers: Record<CallName, string>): Promise<Serving> {
  const file = path.join(folder, 'answers.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(CALLS.map((name, index) => [index, answers[name]]))));
  return startProgram('static-answers.ts', file);
}

function report(size: number, server: Loads, rivals: Partial<Record<Rival, Loads | string>>): void {
  console.log(`${size.toLocaleString('en')} incidents`);
  const names = Object.keys(rivals) as Rival[];
  const held = names.filter((name) => typeof rivals[name] !== 'string');
  const figures = { server, ...rivals };
  const shown = ['server', ...held] as (keyof typeof figures)[];
  console.log(
    table([
      ['requests/s (p99 ms)', ...shown],
      ...CALLS.map((call) => [call, ...shown.map((name) => figure((figures[name] as Loads)[call]))]),
      ['bytes of a response', ...shown],
      ...CALLS.map((call) => [call, ...shown.map((name) => String((figures[name] as Loads)[call].bytes))]),
      ['server ÷', '', ...held],
      ...CALLS.map((call) => [
        call,
        '',
        ...held.map((name) =>
          verdict(server[call].rate / (rivals[name] as Loads)[call].rate, aimOf(call, name)),
        ),
      ]),
    ]),
  );
  for (const name of names) {
    if (typeof rivals[name] === 'string') console.log(`${name} cannot hold so many: ${rivals[name]}`);
  }
  console.log();
}

function figure({ rate, p99 }: LoadResult): string {
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} (${Math.round(p99)})`;
}

function aimOf(call: CallName, rival: Rival): number | undefined {
  return call === 'create' && rival === 'by hand' ? CREATE_BY_HAND : AIMS[rival];
}

function verdict(ratio: number, aim: number | undefined): string {
  const shown = ratio < 10 ? ratio.toFixed(2) : String(Math.round(ratio));
  if (aim === undefined) return shown;
  return `${shown} ≥ ${aim} ${ratio >= aim ? 'met' : 'missed'}`;
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    base: { type: 'string' },
  },
});
const rounds = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
await main(values.sizes.split(',').map(Number), rounds, values.base);
