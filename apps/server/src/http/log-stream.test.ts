import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

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

test('a line that was cut off by a full disk does not spoil the next one', () => {
  const file = path.join(folder, 'log');
  // A file may have 4 blocks: of 512 bytes in dash, of 1024 in bash.
  const command = 'ulimit -f 4; exec "$0" --input-type=module --eval "$1" "$2" "$3" >>"$3"';
  const stream = path.join(import.meta.dirname, 'log-stream.ts');
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, PROGRAM, stream, file], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(Number(stderr)).toBeGreaterThan(0);
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const whole = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line).number);
  expect(whole).toEqual([1, 11, 12]);
});
