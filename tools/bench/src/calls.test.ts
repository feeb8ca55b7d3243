import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillIncidents } from './incidents.ts';
import { CALLS, described, sameAnswers } from './loaded-calls.ts';
import { startProgram, startServerOf } from './rivals.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the handwritten program sends the same responses as the server', async () => {
  await startServerOf(folder).then((server) => server.stop());
  const database = path.join(folder, 'service-desk.db');
  fillIncidents(database, 200);
  await using server = await startServerOf(folder);
  await using hand = await startProgram('handwritten.ts', database);
  const answers = await sameAnswers(described(`${server.url}/v1`), described(`${hand.url}/v1`));
  expect(Object.keys(answers)).toEqual(CALLS);
}, 60_000);
