import { expect, it } from 'vitest';
import { whatPageTells } from './use-sees-everybody.ts';

const me = { id: 18 };
const mine = { assigned_user: { id: '18' } } as never;
const group = { assigned_user: { id: 168 } } as never;
const unassigned = { assigned_user: null } as never;

it.each([
  ['everybody', {}, { items: [mine, group], totalEntries: 2 }],
  ['everybody', {}, { items: [unassigned], totalEntries: 40 }],
  ['mine', {}, { items: [mine, mine], totalEntries: 2 }],
  ['unsettled', {}, { items: [mine, mine], totalEntries: 40 }],
  ['unsettled', {}, { items: [mine], totalEntries: Number.NaN }],
  ['unsettled', { include_watchlisted: true as const }, { items: [group], totalEntries: 1 }],
  ['nothing', {}, { items: [], totalEntries: 0 }],
  ['nothing', { selected_user_id: 3 }, { items: [group], totalEntries: 1 }],
])('tells %s by %j and what is there', (told, search, page) => {
  expect(whatPageTells(search, me, page)).toBe(told);
});
