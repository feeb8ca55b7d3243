import { expect, it } from 'vitest';
import { recordKinds } from './kinds/index.ts';
import { inferTokenKind } from './use-account-wide.ts';

const me = { id: 18 };
const of = (assigned_user: object | null) => ({ assigned_user, service: {} }) as never;
const [mine, group, unassigned] = [of({ id: '18' }), of({ id: 168 }), of(null)];

it.each([
  ['account-wide', {}, { items: [mine, group], totalEntries: 2 }],
  ['account-wide', {}, { items: [unassigned], totalEntries: 40 }],
  ['personal', {}, { items: [mine, mine], totalEntries: 2 }],
  ['ambiguous', {}, { items: [mine, mine], totalEntries: 40 }],
  ['ambiguous', {}, { items: [mine], totalEntries: undefined }],
  ['ambiguous', { include_watchlisted: true as const }, { items: [group], totalEntries: 1 }],
  ['unrelated', {}, { items: [], totalEntries: 0 }],
  ['unrelated', { selected_user_id: 3 }, { items: [group], totalEntries: 1 }],
  ['unrelated', { report_id: 3 }, { items: [group], totalEntries: 1 }],
])('infers "%s" from %j and a page', (inferred, search, page) => {
  expect(inferTokenKind(recordKinds.incidents, search, me, page)).toBe(inferred);
});
