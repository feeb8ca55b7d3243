import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDescription } from '@service-desk/description/description';
import { expect, test } from 'vitest';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../spec/docs/webhooks.md'), 'utf8');

test('the page has the events of each record that the description has', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([a-z, ]+) \|$/gm)];
  const printed = rows.flatMap(([, event, records = '']) =>
    records.split(', ').map((record) => `${record}.${event}`),
  );
  const described = Object.keys(readDescription().webhooks ?? {}).filter((type) => type !== 'test');
  expect(printed.toSorted()).toEqual(described.toSorted());
});
