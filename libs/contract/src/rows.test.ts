import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { behaviours } from './behaviours/run.ts';
import { HELD_ROWS } from './properties/check.ts';

/** Why calls of v1 cannot show a row to who looks at a provider from outside. */
const UNSEEN = {
  'the operator decides it, by commands and settings that v1 has no call for': [
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
  'it is about mail, which leaves outside of v1': [
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
  'it is about pages and files beside v1': [
    'wire.6',
    'wire.7',
    'addresses.3',
    'addresses.4',
    'pictures.2',
    'pictures.3',
    'pictures.4',
    'pictures.5',
  ],
  'a disk, a database or a process has to fail first': ['envelope.15', 'outages.1', 'outages.2', 'outages.3'],
  'it is about the demo world alone': ['dates.4'],
} as const;

/** Rows that calls can show, and that only the server's own tests hold so far. */
const OPEN: readonly string[] = [
  'formats.4',
  'wire.1',
  'wire.2',
  'wire.3',
  'wire.4',
  'wire.5',
  'addresses.1',
  'addresses.2',
  'envelope.9',
  'envelope.14',
  'blank.4',
  'dates.2',
  'zones.2',
  'callers.2',
  'callers.3',
  'callers.4',
  'limits.3',
  'lists.5',
  'lists.9',
  'names.1',
  'writes.6',
  'writes.11',
  'due.3',
  'incidents.6',
  'incidents.7',
  'changes.1',
  'changes.2',
  'changes.8',
  'changes.11',
  'changes.13',
  'changes.14',
  'changes.16',
  'releases.2',
  'releases.7',
  'releases.12',
  'reviewers.1',
  'reviewers.2',
  'reviewers.4',
  'records.2',
  'records.4',
  'records.5',
  'testers.1',
  'testers.2',
  'testers.4',
  'testers.5',
  'issues.2',
  'issues.3',
  'issues.4',
  'issues.6',
  'issues.7',
  'links.3',
  'links.4',
  'links.5',
  'links.6',
  'notes.2',
  'notes.3',
  'notes.4',
  'config.7',
  'config.8',
  'config.9',
  'config.11',
  'time.1',
  'time.3',
  'people.6',
  'publications.2',
];

test('each row of limitations.md that calls can show is held, or named as open', async () => {
  const page = await readFile(new URL('../../../spec/docs/limitations.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z]+\.\d+)` \|/gm)].map(([, row]) => row as string);
  const held = new Set<string>([...behaviours.map(({ row }) => row), ...HELD_ROWS]);
  const unseen: string[] = Object.values(UNSEEN).flat();
  const open = rows.filter((row) => !held.has(row) && !unseen.includes(row));
  console.log(
    `rows held: ${held.size} of ${rows.length - unseen.length} that can be seen, of ${rows.length}`,
  );
  expect([...held, ...unseen].filter((row) => !rows.includes(row))).toEqual([]);
  expect(unseen.filter((row) => held.has(row))).toEqual([]);
  expect(open).toEqual(OPEN);
});
