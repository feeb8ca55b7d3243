import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTerminal, toReader } from './log-stream.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes lines until the file may not grow, truncates it as a log rotation does, writes one more, prints what was dropped. */
const PROGRAM = `
  import { truncateSync } from 'node:fs';
  const { openLogStream } = await import(process.argv[1]);
  let dropped = 0;
  const log = openLogStream(1, () => { dropped += 1; });
  const line = (number) => JSON.stringify({ number, text: 'x'.repeat(200) }) + '\\n';
  for (let number = 1; number <= 10; number += 1) log.write(line(number));
  truncateSync(process.argv[2], 300);
  log.write(line(11));
  log.write(line(12));
  process.stderr.write(String(dropped));
`;
const stream = path.join(import.meta.dirname, 'log-stream.ts');

test('a line that was cut off by a full disk does not spoil the next one', () => {
  const file = path.join(folder, 'log');
  // A file may have 4 blocks: of 512 bytes in dash, of 1024 in bash.
  const command = 'ulimit -f 4; exec "$0" --input-type=module --eval "$1" "$2" "$3" >>"$3"';
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, PROGRAM, stream, file], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(Number(stderr)).toBeGreaterThan(0);
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const whole = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line).number);
  expect(whole).toEqual([1, 11, 12]);
});

/** Writes more lines than a pipe holds, waits for so many milliseconds, prints what was dropped and ends. */
const HURRIED = `
  const { openLogStream } = await import(process.argv[1]);
  let dropped = 0;
  const log = openLogStream(1, () => { dropped += 1; });
  for (let number = 1; number <= 4000; number += 1) log.write('x'.repeat(200) + '\\n');
  await log.drain(Number(process.argv[2]));
  process.stderr.write(String(dropped));
  process.exit(0);
`;

async function hurry(patience: number, isRead: boolean) {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', HURRIED, stream, String(patience)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines = isRead ? text(child.stdout) : undefined;
  // Node discards what is left in a stream without listeners when the process ends.
  if (!isRead) child.stdout.on('readable', () => undefined);
  const dropped = Number(await text(child.stderr));
  const left = await (lines ?? text(child.stdout));
  return { dropped, written: left.split('\n').length - 1 };
}

test('the last lines reach a slow reader, and are counted as lost if it does not read in time', async () => {
  expect(await hurry(60_000, true)).toEqual({ dropped: 0, written: 4000 });
  const { dropped, written } = await hurry(1, false);
  expect(written).toBeLessThan(4000);
  expect(dropped + written).toBeGreaterThanOrEqual(4000);
});

test('a paused terminal does not block the server, and receives the waiting lines when it resumes', async () => {
  // What a process sees of a terminal that is held, by a descriptor that blocks: as a pipe that is not read.
  const fifo = path.join(folder, 'terminal');
  execFileSync('mkfifo', [fifo]);
  const held = openSync(fifo, constants.O_RDWR);
  let dropped = 0;
  const terminal = openTerminal(held) as Writable;
  const log = toReader(terminal, () => {
    dropped += 1;
  });
  const lines = Array.from({ length: 20_000 }, (_, number) => `${String(number).padStart(100)}\n`);
  for (const line of lines) log.write(line);
  expect(dropped).toBeGreaterThan(0);
  const kept = lines.slice(0, -dropped).join('');
  let read = '';
  const reader = new Socket({ fd: openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK) });
  reader.setEncoding('utf8').on('data', (chunk) => {
    read += chunk;
  });
  await log.drain(60_000);
  await expect.poll(() => read.length, { timeout: 30_000 }).toBe(kept.length);
  expect(read).toBe(kept);
  expect(dropped).toBe(lines.length - kept.length / 101);
  reader.destroy();
  closeSync(held);
});
