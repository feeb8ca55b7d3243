import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@service-desk/test-kit/ports';
import { afterEach, expect, test } from 'vitest';
import { newFolder } from '../test-support/program.ts';

const folder = newFolder();
const main = path.join(import.meta.dirname, 'main.ts');
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a server whose log cannot be read, and waits until it is ready. */
async function serve(stdio: StdioOptions, before = '') {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const { PATH = '', HOME = '' } = process.env;
  const command = `${before} exec "$0" --conditions=@service-desk/source "$1" serve --demo`;
  const child = spawn('sh', ['-c', command, process.execPath, main], {
    cwd: folder(),
    env: {
      ...{ PATH, HOME, DATA_DIR: 'data', LOG_LEVEL: 'info', STOP_TIMEOUT: '600' },
      ...{ PORT: String(port), METRICS_PORT: String(metricsPort) },
    },
    stdio,
  });
  running.push(child);
  const api = `http://127.0.0.1:${port}`;
  const isAlive = () =>
    fetch(`${api}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isAlive()) && child.exitCode === null) await sleep(50);
  return {
    child,
    call: async () => {
      const headers = { Authorization: `Basic ${btoa('x:demo-dan')}` };
      return ((await (await fetch(`${api}/v1/users/current_user`, { headers })).json()) as { status: string })
        .status;
    },
    dropped: async () => {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      return Number(/^service_desk_log_lines_dropped_total (\d+)$/m.exec(text)?.[1]);
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      return (await exited)[0] as number;
    },
  };
}

type Served = Awaited<ReturnType<typeof serve>>;

/** Calls until lines are dropped: at first they are buffered for a slow reader. */
async function callUntilDropped({ call, dropped }: Served): Promise<void> {
  while ((await dropped()) === 0) {
    expect(new Set(await Promise.all(Array.from({ length: 100 }, call)))).toEqual(new Set(['Success']));
  }
}

test('a log on a full disk does not block requests or shutdown', async () => {
  const full = openSync('/dev/full', 'w');
  const served = await serve(['ignore', full, 'ignore']);
  closeSync(full);
  await callUntilDropped(served);
  expect(await served.stop()).toBe(0);
});

test('a log that has reached the file size limit does not block requests or shutdown', async () => {
  writeFileSync(path.join(folder(), 'log'), 'x'.repeat(8192 * 512));
  const served = await serve(['ignore', 'ignore', 'ignore'], 'ulimit -f 8192; exec >>log;');
  await callUntilDropped(served);
  expect(await served.stop()).toBe(0);
});

test('a log reader that reads nothing, and later exits, does not block requests or shutdown', async () => {
  const reader = spawn('sleep', ['600'], { stdio: ['pipe', 'ignore', 'ignore'] });
  running.push(reader);
  const served = await serve(['ignore', reader.stdin, 'ignore']);
  const other = await serve(['ignore', reader.stdin, 'ignore']);
  await callUntilDropped(served);
  expect(await served.stop()).toBe(0);
  reader.stdin.destroy();
  reader.kill('SIGKILL');
  await callUntilDropped(other);
  expect(await other.stop()).toBe(0);
});

test('a command whose output is closed or cannot be written fails without a stack trace', async () => {
  const served = await serve(['ignore', 'ignore', 'ignore']);
  await served.stop();
  const list = (output: string) => {
    const command = `"$0" --conditions=@service-desk/source "$1" user list --json ${output}`;
    return spawnSync('sh', ['-c', command, process.execPath, main], {
      cwd: folder(),
      env: { PATH: process.env.PATH, DATA_DIR: 'data' },
      encoding: 'utf8',
    });
  };
  expect(list('| head -c 1')).toMatchObject({ stdout: '[', stderr: '' });
  expect(list('> /dev/full')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^service-desk: cannot write the output: .*\n$/),
  });
});
