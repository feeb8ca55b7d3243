import { expect, test } from 'vitest';
import { prosePage, selfContained } from './pages.ts';

test('nothing of the reference is fetched from the CDN of its maker', () => {
  const html =
    '<html><head><script>const logo = `https://cdn.redoc.ly/redoc/logo-mini.svg`, icons = `https://cdn.redocly.com/icons/fa/7.0.0`;</script></head></html>';
  expect(selfContained(html)).not.toContain('cdn.');
  expect(selfContained(html)).toContain('icons = `data:,`');
  expect(selfContained(html)).toContain('logo = `data:image/svg+xml,');
});

test('a decision can be linked to by its id', () => {
  const page = prosePage('Limitations', '| id | here |\n|---|---|\n| `lists.4` | narrows |\n');
  expect(page).toContain('<tr id="lists.4">');
  expect(page).toContain('<title>Limitations · Service Desk API v1</title>');
});
