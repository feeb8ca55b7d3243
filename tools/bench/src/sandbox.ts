import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '@service-desk/server/sandbox';
import { freePort } from '@service-desk/test-kit/ports';
import { table } from './table.ts';

/*
 * What the sandbox costs those who test against it: as a process, beside Prism's mock of the same description, and in the
 * process of a test, alone and a hundred side by side. Everything is measured as it is built.
 */

const ROUNDS = 5;
const RESETS = 200;
const MANY = 100;
/** Milliseconds between two looks whether a process answers. */
const LOOK = 5;
const TOKEN = 'demo-dan';

const { resolve: find } = createRequire(import.meta.url);
const program = path.join(path.dirname(find('@service-desk/server/package.json')), 'bin/service-desk.js');
const description = path.join(path.dirname(find('@service-desk/spec/package.json')), 'dist/openapi.json');

interface Started {
  milliseconds: number;
  megabytes: number;
}

/** From the start of a process to its first answer. */
async function start(args: string[], address: string): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  try {
    while ((await statusOf(address)) !== 200) {
      if (child.exitCode !== null) throw new Error(`${args.join(' ')} exited with code ${child.exitCode}`);
      await wait(LOOK);
    }
    const milliseconds = performance.now() - began;
    return { milliseconds, megabytes: megabytesOf(child.pid as number) };
  } finally {
    const gone = once(child, 'exit');
    if (child.kill()) await gone;
  }
}

async function statusOf(address: string): Promise<number> {
  const headers = { Authorization: `Basic ${btoa(`x:${TOKEN}`)}` };
  try {
    const response = await fetch(address, { headers });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

function megabytesOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** The rounds alternate, so that whatever else the machine has to do troubles both alike. */
async function processes(): Promise<string[][]> {
  const sandbox: Started[] = [];
  const prism: Started[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [one, other] = [await freePort(), await freePort()];
    sandbox.push(
      await start(
        [program, 'sandbox', '--port', String(one)],
        `http://127.0.0.1:${one}/v1/incidents/13534.json`,
      ),
    );
    const mock = [find('@stoplight/prism-cli/dist/index.js'), 'mock', description, '--port', String(other)];
    prism.push(await start(mock, `http://127.0.0.1:${other}/incidents/13534.json`));
  }
  return [
    ['sandbox', ...cells(sandbox)],
    ['Prism', ...cells(prism)],
  ];
}

function cells(started: readonly Started[]): string[] {
  return [
    median(started.map(({ milliseconds }) => milliseconds)).toFixed(0),
    median(started.map(({ megabytes }) => megabytes)).toFixed(0),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function startToAnswer(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  await answers(sandbox);
  return sandbox;
}

async function answers(sandbox: Sandbox): Promise<void> {
  const status = await statusOf(`${sandbox.baseUrl}/incidents/13534.json`);
  if (status !== 200) throw new Error(`a sandbox responded with ${status}`);
}

async function write(sandbox: Sandbox): Promise<void> {
  const headers = { Authorization: `Basic ${btoa(`x:${TOKEN}`)}` };
  const body = JSON.stringify({ incident: { title: 'VPN drops', service_id: 20 } });
  await (await fetch(`${sandbox.baseUrl}/incidents.json`, { method: 'POST', headers, body })).arrayBuffer();
}

async function main(): Promise<void> {
  console.log(`A process, from its start to its first response, median of ${ROUNDS}:\n`);
  console.log(table([['', 'ms', 'MB'], ...(await processes())]));

  const started: Sandbox[] = [];
  const first = await timed(async () => started.push(await startToAnswer()));
  const next: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    next.push(await timed(async () => started.push(await startToAnswer())));
  }
  const resets: number[] = [];
  for (let round = 0; round < RESETS; round += 1) {
    await write(started[0] as Sandbox);
    resets.push(await timed(async () => started[0]?.reset()));
  }
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
  const before = memory();
  const many = await timed(async () => {
    started.push(...(await Promise.all(Array.from({ length: MANY }, startToAnswer))));
  });
  const each = (memory() - before) / MANY;
  const resetAll = await timed(() => Promise.all(started.map((sandbox) => sandbox.reset())));
  const urls = new Set(started.map(({ url }) => url));
  if (urls.size !== MANY) throw new Error(`${MANY} sandboxes listen at ${urls.size} addresses`);
  await Promise.all(started.map((sandbox) => sandbox.close()));

  console.log('\nIn the process of a test:\n');
  const sorted = resets.toSorted((a, b) => a - b);
  console.log(
    table([
      ['', 'ms', 'MB'],
      ['the first, to its first response', first.toFixed(0)],
      [`another, median of ${ROUNDS}`, median(next).toFixed(0)],
      [`a reset, median of ${RESETS}`, median(resets).toFixed(1)],
      ['a reset, p99', (sorted[Math.floor(RESETS * 0.99)] ?? Number.NaN).toFixed(1)],
      [`${MANY} side by side, each to its first answer`, many.toFixed(0), (each * MANY).toFixed(0)],
      ['each of these', (many / MANY).toFixed(0), each.toFixed(1)],
      [`all ${MANY} reset`, resetAll.toFixed(0)],
    ]),
  );
}

/** Megabytes that are held, once what is no longer needed is gone. */
function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
}

await main();
