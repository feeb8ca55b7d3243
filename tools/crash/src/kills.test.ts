import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { callApi } from './call-api.ts';
import { checkRecords } from './check-records.ts';
import { killOnPostgres, killOnSqlite } from './kills.ts';
import { startDemoServer } from './server-fleet.ts';
import { ASSIGNEES } from './write-load.ts';

const WELL = {
  lost: 0,
  duplicated: 0,
  halfWritten: 0,
  miscounted: 0,
  mailsLost: 0,
  mailsForNothing: 0,
  mailsDoubled: 0,
};

test('a server that is killed keeps what it acknowledged, and sends its mail', async () => {
  const killed = await killOnSqlite(2);
  expect(killed).toMatchObject({ ...WELL, kills: 2, refusals: [] });
  expect(killed.acknowledged).toBeGreaterThan(0);
  expect(killed.mails).toBe(killed.acknowledged + killed.keptUnasked);
});

test('one of two servers that is killed leaves nothing undone', async () => {
  const killed = await killOnPostgres(2);
  expect(killed).toMatchObject({ ...WELL, kills: 2, refusals: [] });
  expect(killed.mails).toBe(killed.acknowledged + killed.keptUnasked);
});

test('what is missing, half there or sent too often is found', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-check-'));
  await using server = await startDemoServer({ DATA_DIR: folder });
  const create = (title: string, more: object) =>
    callApi(server.url, 'POST', 'incidents', {
      incident: { title, symptom: title, service_id: 20, assigned_user_id: ASSIGNEES[0], ...more },
    });
  await create('crash-1.0', { resolution: 'crash-1.0' });
  await create('crash-2.0', {});
  await create('crash-2.0', {});
  const mark = (name: string, acknowledged: boolean) => ({ mark: name, acknowledged });
  const writes = [mark('crash-1.0', true), mark('crash-2.0', false), mark('crash-3.0', true)];
  const mail = (name: string, messageId: string) => ({ subject: `[B#1] ${name}`, messageId });
  const taken = [
    mail('crash-1.0', 'a'),
    mail('crash-1.0', 'a'),
    mail('crash-1.0', 'b'),
    mail('crash-4.0', 'c'),
  ];
  expect(await checkRecords(server.url, writes, taken, 100)).toEqual({
    acknowledged: 2,
    lost: 1,
    duplicated: 1,
    keptUnasked: 1,
    halfWritten: 2,
    miscounted: 0,
    mails: 2,
    mailsLost: 1,
    mailsForNothing: 1,
    mailsDoubled: 1,
    mailsRepeated: 1,
  });
  rmSync(folder, { recursive: true, force: true });
});
