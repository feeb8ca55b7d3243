import { expect, it } from 'vitest';
import { kinds } from './kinds/index.ts';
import { whatPageTells } from './use-sees-everybody.ts';

const me = { id: 18 };
const of = (assigned_user: object | null) => ({ assigned_user, service: {} }) as never;
const [mine, group, unassigned] = [of({ id: '18' }), of({ id: 168 }), of(null)];

it.each([
  ['everybody', {}, { items: [mine, group], totalEntries: 2 }],
  ['everybody', {}, { items: [unassigned], totalEntries: 40 }],
  ['mine', {}, { items: [mine, mine], totalEntries: 2 }],
  ['unsettled', {}, { items: [mine, mine], totalEntries: 40 }],
  ['unsettled', {}, { items: [mine], totalEntries: undefined }],
  ['unsettled', { include_watchlisted: true as const }, { items: [group], totalEntries: 1 }],
  ['nothing', {}, { items: [], totalEntries: 0 }],
  ['nothing', { selected_user_id: 3 }, { items: [group], totalEntries: 1 }],
  ['nothing', { report_id: 3 }, { items: [group], totalEntries: 1 }],
])('tells %s by %j and what is there', (told, search, page) => {
  expect(whatPageTells(kinds.incidents, search, me, page)).toBe(told);
});
