import { expect, test } from 'vitest';
import type { BehaviourResult } from '../behaviours/run.ts';
import { findingsOfBehaviours } from '../behaviours/run.ts';
import { findingsOfPacts } from '../interactions/findings.ts';
import { renderReport } from './report.ts';

const behaviour = (name: string, rest: Partial<BehaviourResult>): BehaviourResult => ({
  name,
  row: 'lists.8',
  operations: ['incidents.list', 'users.current'],
  ok: false,
  ms: 3,
  ...rest,
});

const verification = {
  interactions: 2,
  passed: 1,
  failures: [{ interaction: 'services.get: found', mismatches: ['$.result: a | b'] }],
  ms: 1_200,
  memory: 100_000_000,
};

const findings = [
  ...findingsOfPacts(verification, (interaction) => /^services\.get: (found|notFound)$/.test(interaction)),
  ...findingsOfBehaviours([
    behaviour('totals are kept', { ok: true }),
    behaviour('totals are not', { error: new Error('\u001b[31m3 !== 4\u001b[39m\n\nsurely') }),
    behaviour('is unknown', { skipped: 'there is no such state here' }),
  ]),
];

test('a report is printed by resource, as text', () => {
  expect(renderReport({ provider: 'http://desk.example', findings, ms: 1_234 }, 'text')).toBe(
    [
      'services',
      '  ✗ services.get, in the state “a service”: One service [services.get: found]',
      '      $.result: a | b',
      '  ✓ services.get, in the state “a service”: No service that the caller sees has that id [services.get: notFound]',
      '',
      'incidents',
      '  ✓ totals are kept [lists.8]',
      '  ✗ totals are not [lists.8]',
      '      3 !== 4',
      '      surely',
      '  – is unknown [lists.8]',
      '      there is no such state here',
      '',
      'http://desk.example: 2 kept, 2 broken, 1 skipped, in 1.2 s',
    ].join('\n'),
  );
});

test('and as Markdown tables', () => {
  const text = renderReport({ provider: 'http://desk.example', findings, ms: 1_234 }, 'markdown');
  expect(text).toContain(
    '# Conformance of http://desk.example to v1\n\n2 kept, 2 broken, 1 skipped, in 1.2 s.\n',
  );
  expect(text).toContain(
    '\n## incidents\n\n| | promise | reference | observed |\n|---|---|---|---|\n| ✓ | totals are',
  );
  expect(text).toContain('`services.get: found` | $.result: a \\| b |\n');
  expect(text).toContain('| ✗ | totals are not | `lists.8` | 3 !== 4<br>surely |\n');
});

test('a report has the coverage, the duration and the memory', () => {
  const coverage = { operations: 3, withSuccess: 2, redirects: 1, withEachFailure: 3, interactions: 9 };
  const report = { provider: 'http://desk.example', findings: [], ms: 1_234, memory: 3 * 2 ** 20, coverage };
  const covered = [
    'operations with a success interaction: 2 of 3 and 1 redirect, which a behaviour checks',
    'operations with each documented failure: 3 of 3',
    'interactions in all: 9',
  ];
  expect(renderReport(report, 'text')).toBe(
    [...covered, '', 'http://desk.example: 0 kept, 0 broken, 0 skipped, in 1.2 s, 3 MiB at most'].join('\n'),
  );
  expect(renderReport(report, 'markdown')).toContain(`at most.\n\n- ${covered.join('\n- ')}\n`);
});
