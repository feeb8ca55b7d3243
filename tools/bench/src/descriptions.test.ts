import { readDescription } from '@service-desk/description/description';
import { catalogueOf, type SiteDescription } from '@service-desk/docs/catalogue';
import { expect, test } from 'vitest';
import { multiplied } from './descriptions.ts';

const description = readDescription() as SiteDescription;
const { entries } = catalogueOf(description);

test('a description several times over has so many operations, each with components of its own', () => {
  const thrice = multiplied(description, 3);
  expect(catalogueOf(thrice).entries).toHaveLength(entries.length * 3);
  expect(Object.keys(thrice.components.schemas)).toHaveLength(
    Object.keys(description.components.schemas).length * 3,
  );
});
