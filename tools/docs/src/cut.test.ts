import { readDescription } from '@service-desk/description/description';
import { expect, test } from 'vitest';
import { catalogueOf, type SiteDescription } from './catalogue.ts';
import { cutTo } from './cut.ts';

const description = readDescription() as SiteDescription;
const { entries } = catalogueOf(description);

test('a description cut to one operation still says all about it', () => {
  const [only, ...others] = catalogueOf(cutTo(description, (id) => id === 'incidents.update')).entries;
  expect(only).toEqual(entries.find(({ id }) => id === 'incidents.update'));
  expect(others).toEqual([]);
});

test('a description cut to one webhook has no other one, and no operations', () => {
  const { webhooks, entries: none } = catalogueOf(
    cutTo(description, (id) => id === 'webhooks.problem.closed'),
  );
  expect(webhooks).toEqual(catalogueOf(description).webhooks.filter(({ type }) => type === 'problem.closed'));
  expect(none).toEqual([]);
});
