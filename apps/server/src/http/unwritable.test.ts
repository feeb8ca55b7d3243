import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { seedWorld, WORLD_ACCOUNT } from '../demo/demo-world.ts';
import { openStore } from '../store/store.ts';

test('[envelope.15] with a full disk, writes fail with the reason and reads succeed; writes succeed again when there is space', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-full-'));
  const store = await openStore(path.join(folder, 'service-desk.db'));
  await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
  const app = await createApp({ store });
  const headers = { authorization: `Basic ${btoa('x:demo-dan')}`, 'content-type': 'application/json' };
  const incident = { title: 'No room', service_id: 20, symptom: 'x'.repeat(60_000) };
  const create = () =>
    app
      .inject({ method: 'POST', url: '/v1/incidents', headers, payload: { incident } })
      .then((a) => a.json());
  const total = async () =>
    (await app.inject({ url: '/v1/incidents', headers })).json().result.total_entries as number;
  const pages = (most: number) =>
    store.write(WORLD_ACCOUNT, (db) => sql.raw(`pragma max_page_count = ${most}`).execute(db));
  const before = await total();
  await pages(1);
  // The pages that are half empty take some of them.
  let answer = await create();
  for (let room = 10; room > 0 && answer.status === 'Success'; room -= 1) answer = await create();
  const full = await total();
  expect(answer).toEqual({
    errors: [{ error: '[E400] The call could not be carried out: nothing can be written at the moment' }],
    version: '1.0',
    status: 'Failed',
  });
  await pages(1_000_000);
  expect((await create()).status).toBe('Success');
  expect(await total()).toBe(full + 1);
  expect(full - before).toBeLessThan(10);
  await app.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
