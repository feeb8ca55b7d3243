import { describe, expect, it, test } from 'vitest';
import { capitalize } from '../../format.ts';
import { type AnyRecord, allKinds, type Fact, recordKinds } from './index.ts';

function dueFacts(kind: keyof typeof recordKinds): Exclude<Fact<AnyRecord>, string>[] {
  return recordKinds[kind].facts.filter(
    (fact) => typeof fact !== 'string' && /\bdue\b/i.test(fact.label),
  ) as never;
}

describe('deadlines', () => {
  it.each(allKinds)('are marked once they have passed: $name', ({ name }) => {
    for (const { label, deadline } of dueFacts(name)) expect([label, deadline]).toEqual([label, 'Overdue']);
  });

  it.each([
    [
      'changes',
      'Implementation due',
      { implementation_completed_at: '2026-03-12T09:00:00Z', test_completed_at: '' },
    ],
    [
      'changes',
      'Implementation due',
      { implementation_completed_at: '', test_completed_at: '2026-03-12T09:00:00Z' },
    ],
    ['changes', 'Test due', { test_completed_at: '2026-03-12T09:00:00Z' }],
    ['releases', 'Review due', { review_completed_at: '2026-03-12T09:00:00Z' }],
  ] as const)('%s: %s is met', (kind, label, done) => {
    const met = dueFacts(kind).find((fact) => fact.label === label)?.met;
    const none = Object.fromEntries(Object.keys(done).map((name) => [name, '']));
    expect([met?.(done as never), met?.(none as never)]).toEqual([true, false]);
  });
});

test.each(allKinds)('the actions have a verb as their label: $name', ({ actions }) => {
  for (const { label, phrase = '' } of actions) expect(label).not.toBe(capitalize(phrase));
});

test.each(allKinds)('the customer can be notified only if records have one: $name', ({ fields, actions }) => {
  const offers = actions.some((action) => 'notify_customer' in action.fields);
  expect(offers).toBe('customer_id' in fields);
});
