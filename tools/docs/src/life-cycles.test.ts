import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDescription } from '@service-desk/description/description';
import { expect, test } from 'vitest';

interface Life {
  new: number;
  moves: Record<string, number[]>;
  dates: Record<string, { status?: number; reaches?: number; with?: string[] }>;
}

interface Schema {
  description: string;
  'x-life': Life;
  'x-enumDescriptions': Record<string, string>;
}

const { schemas } = readDescription().components;
const schema = (name: string) => schemas[name] as unknown as Schema;
const records = readFileSync(path.resolve(import.meta.dirname, '../../../spec/docs/records.md'), 'utf8');

/** The rows of a Markdown table that begin with a number, without the blank ends. */
function rowsOf(text: string): string[][] {
  return [...text.matchAll(/^\| (\d .*) \|$/gm)].map(([, row = '']) =>
    row.split('|').map((each) => each.trim()),
  );
}

/** Where each status may come from, as a page says it. */
function originsOf({ 'x-life': { moves, dates } }: Schema, status: number, all: string): string {
  const closed = Object.values(dates).find((each) => each.with)?.status;
  if (status === closed) return all;
  return Object.keys(moves)
    .filter((from) => moves[from]?.includes(status))
    .join(', ');
}

test.each([
  ['Change', 1],
  ['Release', 3],
])('the page of records shows the moves of a %s', (type, column) => {
  const names = schema(`${type}StatusInput`)['x-enumDescriptions'];
  const table = records.slice(
    records.indexOf('| | `change_status`'),
    records.indexOf('Dates bring a status about'),
  );
  const shown = rowsOf(table).map((cells) => [cells[0], cells[column], cells[column + 1]]);
  expect(shown.filter(([, name]) => name)).toEqual(
    Object.entries(names).map(([status, name]) => [
      status,
      name,
      originsOf(schema(`${type}Write`), Number(status), 'any'),
    ]),
  );
});

test.each(['Change', 'Release'])('the status of a %s shows which dates bring it about', (type) => {
  const { dates, new: first } = schema(`${type}Write`)['x-life'];
  const shown = rowsOf(schema(`${type}StatusInput`).description).map(([status, what = '']) => [
    Number(status),
    [...what.matchAll(/`(\w+_at)`/g)].map(([, date]) => date),
  ]);
  const described = Object.keys(schema(`${type}StatusInput`)['x-enumDescriptions']).map((status) => [
    Number(status),
    Object.keys(dates).filter((date) => dates[date]?.status === Number(status)),
  ]);
  expect(shown).toEqual(described);
  expect(first).toBe(Number(shown[0]?.[0]));
});

test('the status of a Change shows where each may come from', () => {
  const shown = rowsOf(schema('ChangeStatusInput').description);
  expect(shown.map(([status, , origins]) => [status, origins])).toEqual(
    shown.map(([status]) => [status, originsOf(schema('ChangeWrite'), Number(status), 'all')]),
  );
  expect(shown).toHaveLength(8);
});
