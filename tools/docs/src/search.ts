import type { Catalogue } from './catalogue.ts';
import { plain } from './markdown.ts';
import type { Page } from './pages.ts';

/** Something to be found: its title, its address, what it is, and what stands there. */
export interface Findable {
  title: string;
  url: string;
  kind: 'operation' | 'field' | 'page';
  text: string;
}

/** Everything that can be found: operations, the sections of the pages, and fields. */
export function findables({ entries }: Catalogue, pages: Page[]): Findable[] {
  const operations = entries.map(({ id, method, path, summary, description, url }): Findable => {
    return { title: summary, url, kind: 'operation', text: `${id} ${method} ${path} ${plain(description)}` };
  });
  const sections = pages.flatMap((page) =>
    page.sections.map(({ title, anchor, text }, index): Findable => {
      const url = index === 0 ? `${page.name}.html` : `${page.name}.html#${anchor}`;
      return {
        title: index === 0 ? title : `${page.title}: ${title}`,
        url,
        kind: 'page',
        // What stands elsewhere too is found there.
        text: page.listing ? '' : text,
      };
    }),
  );
  return [...operations, ...sections, ...fieldsOf(entries)];
}

/** Fields by name and meaning: the same words about the same name are one field, wherever it stands. */
function fieldsOf(entries: Catalogue['entries']): Findable[] {
  const all = entries.flatMap(({ tag, url, inputs, outputs }) =>
    [...inputs, ...outputs].map(([name, { description = '' }]) => ({
      name,
      text: plain(description),
      tag,
      url,
    })),
  );
  return [...Map.groupBy(all, ({ name, text }) => `${name} ${text}`).values()].map((same): Findable => {
    const [{ name, text, url }] = same as [(typeof same)[number]];
    const places = [...new Set(same.map(({ tag }) => tag))];
    return { title: name, url, kind: 'field', text: `${text} ${places.join(', ')}`.trim() };
  });
}
