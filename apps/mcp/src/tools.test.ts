import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { operationTable } from '@service-desk/client';
import { expect, test } from 'vitest';
import { kinds, rows } from './generated/resources.ts';
import { type Condition, meets } from './list-conditions.ts';
import { resourcesWith } from './resources.ts';
import { VERBS } from './rows.ts';
import { tools } from './tools.ts';
import { cut, trimmed } from './trim.ts';

/** The names of the resources that a tool accepts. */
function acceptedBy(tool: string): readonly unknown[] {
  return tools.find(({ name }) => name === tool)?.inputSchema.properties?.resource?.enum ?? [];
}

test('the list of tools is short enough to be read by every agent', () => {
  const tokensOf = (all: typeof tools) => {
    const listed = all.map(({ run: _, ...definition }) => definition);
    return Math.round(JSON.stringify(listed).length / 4);
  };
  const reading = tools.filter(({ annotations }) => annotations.readOnlyHint);
  console.log(
    `${tools.length} tools, about ${tokensOf(tools)} tokens at 4 characters each; ${reading.length} of them only read, ${tokensOf(reading)} tokens`,
  );
  expect(tokensOf(tools)).toBeLessThan(5000);
});

test('each operation of v1 can be called by a tool', () => {
  const reached = VERBS.flatMap((verb) =>
    acceptedBy(`${verb}_record`).map((resource) => `${resource}.${verb}`),
  );
  const lists = acceptedBy('list_records').map((resource) => `${resource}.list`);
  // The caller is the user with the id "me".
  const all = new Set([...reached, ...lists, 'users.current']);
  expect(Object.keys(operationTable).filter((operation) => !all.has(operation))).toEqual([]);
  expect([...all].filter((operation) => !(operation in operationTable))).toEqual([]);
});

test('the page of the guide names each tool, and those that change data last', () => {
  const page = createRequire(import.meta.url).resolve('@service-desk/spec/package.json');
  const guide = readFileSync(path.join(path.dirname(page), 'docs/mcp.md'), 'utf8');
  const named = Array.from(guide.matchAll(/^\| `(\w+)` \|/gm), ([, name]) => name);
  expect(named.filter((name) => name !== name?.toUpperCase())).toEqual(tools.map(({ name }) => name));
});

test('each tool says what hosts need to know before they allow a call', () => {
  for (const { name, description, annotations, inputSchema } of tools) {
    expect(name).toMatch(/^[a-z]+_[a-z]+$/);
    expect(description.length).toBeGreaterThan(40);
    if (!annotations.readOnlyHint) expect(annotations).toHaveProperty('destructiveHint');
    expect(inputSchema.additionalProperties).toBe(false);
  }
});

test('each field that can be written is explained', () => {
  const fields = Object.values(rows).flatMap(({ create = {}, update = {} }) => [
    ...Object.values(create),
    ...Object.values(update),
  ]);
  expect(fields.length).toBeGreaterThan(400);
  expect(fields.filter(({ kind, text }) => !text && !kinds[kind])).toEqual([]);
  for (const name of resourcesWith('create'))
    expect(Object.keys(rows[name].create ?? {})).not.toHaveLength(0);
});

const RECORD = {
  title: 'Drucker für Zoë',
  due_date: '2010-03-14T02:30:00Z',
  closed_at: '',
  priority: { id: 61, level: 4 },
  customer: { id: 2008, first_name: 'bob', last_name: 'Flogging' },
  common: 0,
};

test.each<[Condition, boolean]>([
  [{ field: 'title', is: 'drucker FUR zoe' }, true],
  [{ field: 'title', is: 'Drucker' }, false],
  [{ field: 'title', contains: 'zoe' }, true],
  [{ field: 'customer', is: '2008' }, true],
  [{ field: 'customer', is: 'Bob Flogging' }, true],
  [{ field: 'customer', contains: 'flog' }, true],
  [{ field: 'priority.level', is: '4' }, true],
  [{ field: 'common', is: '0' }, true],
  [{ field: 'closed_at', is: '' }, true],
  [{ field: 'missing', is: '' }, true],
  [{ field: 'title', is: '' }, false],
  [{ field: 'due_date', before: '2010-03-14T02:30:01Z' }, true],
  [{ field: 'due_date', before: '2010-03-14T02:30:00Z' }, false],
  [{ field: 'due_date', after: '2010-03-13' }, true],
  [{ field: 'due_date', before: 'now' }, true],
  [{ field: 'closed_at', before: 'now' }, false],
  [{ field: 'title', before: 'now' }, false],
])('%j is met: %s', (condition, isMet) => {
  expect(meets(RECORD, condition)).toBe(isMet);
});

test('what an agent does not need is left out, and long values are cut', () => {
  const value = {
    user: {
      id: 1,
      full_name: 'Dan Lee',
      first_name: 'Dan',
      last_name: 'Lee',
      avatar: {},
      user_link: '/users/1',
    },
    watches: [{ watch: { id: 2, external_email: '' } }],
    flags: [0, false],
    empty: { inside: null },
    text: 'abcdef',
    many: [1, 2, 3, 4, 5],
  };
  expect(trimmed(value, { text: 3, entries: 2 })).toEqual({
    user: { id: 1, full_name: 'Dan… (7 characters)' },
    watches: [{ id: 2 }],
    flags: [0, false],
    text: 'abc… (6 characters)',
    many: [1, 2, '… and 3 more'],
  });
  expect(cut('a😀b', 2)).toBe('a… (4 characters)');
});
