import { expect, test } from 'vitest';
import type { WriteContext } from '../../calls/context.ts';
import { CallFaults } from '../../calls/faults.ts';
import type { RecordRows } from '../records/rows.ts';
import { notify } from './notifying.ts';

test('a call that concerns no other person sends no query', async () => {
  const db = new Proxy({} as WriteContext['db'], {
    get: () => {
      throw new Error('the database was asked');
    },
  });
  const caller = { account: 1, timeZone: 'UTC', user: 18, person: 18, token: '' };
  const context: WriteContext = { db, caller, now: 0, faults: new CallFaults([]), mails: [], events: [] };
  const own = { id: 1, service_id: 20, assigned_user_id: 18, owner_id: 18, closed_at: null };
  const before = own as RecordRows['incident'];
  const after = { ...before, title: 'Quiet' };
  expect(await notify(context, 'incident', undefined, before, {})).toBe(before);
  expect(await notify(context, 'incident', before, after, { notify_watchlisted: false })).toBe(after);
  const closed = { ...after, closed_at: 1 };
  expect(await notify(context, 'incident', before, closed, {})).toBe(closed);
  expect(context.mails).toEqual([]);
  await expect(notify(context, 'incident', before, after, { notify_watchlisted: true })).rejects.toThrow(
    'asked',
  );
});
