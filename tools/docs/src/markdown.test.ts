import { expect, test } from 'vitest';
import { renderProse } from './markdown.ts';

const { title, lead, html, sections } = renderProse(
  `# Lists and order

Lists come in pages. All others are whole.

## Decisions & more

See [paging](paging.md#order), or \`incidents.list\` with \`limit\`.

| id | here |
|---|---|
| \`lists.4\` | \`a<b\` narrows |
`,
  (operation) => (operation === 'incidents.list' ? 'reference/#/incidents/incidents.list' : undefined),
);

test('a page has the title of its heading, and its first sentence says what it is about', () => {
  expect({ title, lead }).toEqual({ title: 'Lists and order', lead: 'Lists come in pages.' });
});

test('headings and decisions can be linked to', () => {
  expect(html).toContain('<h2 id="decisions-more">Decisions &amp; more</h2>');
  expect(html).toContain(
    '<tr id="lists.4"><td><code>lists.4</code></td><td><code>a&lt;b</code> narrows</td></tr>',
  );
});

test('links lead to the pages, and names of operations to the reference', () => {
  expect(html).toContain('<a href="paging.html#order">paging</a>');
  expect(html).toContain('<a href="reference/#/incidents/incidents.list"><code>incidents.list</code></a>');
  expect(html).toContain('with <code>limit</code>');
});

test('names in code lead to what they name, texts and what fields are called do not', () => {
  const urls = new Map([
    ['Note', 'types.html#note'],
    ['Failed', 'types.html#failed'],
  ]);
  const { html } = renderProse(
    '# Calls\n\n`{ note?: Note; Note: "Failed" }`, `Note.get`, `Notes`',
    () => undefined,
    urls,
  );
  expect(html).toContain(
    '<code>{ note?: <a href="types.html#note">Note</a>; Note: &quot;Failed&quot; }</code>, ' +
      '<code><a href="types.html#note">Note</a>.get</code>, <code>Notes</code>',
  );
});

test('a row that begins with a name can be linked to, unless a heading is that name', () => {
  const urls = new Map([
    ['Note', 'types.html#note'],
    ['NoteBody', 'types.html#notebody'],
  ]);
  const table = '| name |\n|---|\n| `NoteBody` |\n| `Note` |';
  const { html } = renderProse(`# Types\n\n## Note\n\n${table}`, () => undefined, urls);
  expect(html).toContain('<tr id="notebody"><td>');
  expect(html.match(/ id="note"/g)).toHaveLength(1);
});

test('what can be found stands under its heading, a decision under its id', () => {
  expect(sections).toEqual([
    {
      title: 'Lists and order',
      anchor: 'lists-and-order',
      depth: 1,
      text: 'Lists come in pages. All others are whole.',
    },
    {
      title: 'Decisions & more',
      anchor: 'decisions-more',
      depth: 2,
      text: 'See paging, or incidents.list with limit.',
    },
    { title: 'lists.4', anchor: 'lists.4', text: 'a<b narrows' },
  ]);
});
