import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { behaviours } from './behaviours/run.ts';
import { CHECKED_ROWS } from './properties/check.ts';
import { WEBHOOK_ROWS } from './webhooks/check.ts';

/** The rows that requests of v1 cannot show, by the reason. */
const UNSEEN = {
  'the operator decides it, with commands and settings outside v1': [
    'callers.6',
    'callers.7',
    'callers.8',
    'callers.9',
    'callers.10',
    'callers.11',
    'limits.1',
    'limits.2',
    'limits.4',
    'people.7',
    'people.8',
    'zones.1',
  ],
  'it is about mail, which is not sent through v1': [
    'mail.1',
    'mail.2',
    'mail.3',
    'mail.4',
    'mail.5',
    'mail.6',
    'mail.7',
    'mail.9',
    'mail.10',
    'mail.11',
    'mail.12',
    'mail.13',
    'mail.14',
    'mail.15',
  ],
  'it is about pages and files outside v1': [
    'wire.6',
    'wire.7',
    'addresses.3',
    'addresses.4',
    'pictures.2',
    'pictures.3',
    'pictures.4',
    'pictures.5',
  ],
  'it is about bytes that are not a request, which HTTP clients do not send and a proxy may answer': [
    'wire.1',
    'envelope.14',
  ],
  'a disk, a database or a process has to fail first': ['envelope.15', 'outages.1', 'outages.2', 'outages.3'],
  'it is only about the demo world': ['dates.4'],
  'a provider need not offer it, and what it adds is checked by the other rows': ['beyond.3'],
} as const;

test('each row of limitations.md that requests can show is checked', async () => {
  const page = await readFile(new URL('../../../spec/docs/limitations.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z]+\.\d+)` \|/gm)].map(([, row]) => row as string);
  const checked = new Set<string>([...behaviours.map(({ row }) => row), ...CHECKED_ROWS, ...WEBHOOK_ROWS]);
  const unseen: string[] = Object.values(UNSEEN).flat();
  const open = rows.filter((row) => !checked.has(row) && !unseen.includes(row));
  console.log(
    `rows checked: ${checked.size} of ${rows.length - unseen.length} that requests can show, of ${rows.length}`,
  );
  expect([...checked, ...unseen].filter((row) => !rows.includes(row))).toEqual([]);
  expect(unseen.filter((row) => checked.has(row))).toEqual([]);
  expect(open).toEqual([]);
});
