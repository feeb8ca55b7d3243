import type { Catalogue } from './catalogue.ts';
import { plain } from './markdown.ts';
import type { ProsePage } from './pages.ts';

/** Something to be found: its title, its address, what it is, and what stands there. */
export interface Findable {
  title: string;
  url: string;
  kind: 'operation' | 'webhook' | 'field' | 'page';
  /** Whose field it is. */
  where?: string;
  text: string;
  /** How likely it is meant, compared with others that hold the same words; 1 unless given. */
  weight?: number;
}

/** What an integrator asks for first is what to call, and the page that says how. */
const WEIGHTS = {
  page: 1.5,
  operation: 1.2,
  webhook: 0.5,
  field: 0.3,
  decision: 0.2,
  operator: 0.5,
  listing: 0.4,
};
const OF_OPERATOR = new Set(['commands', 'operating']);

/** Everything that can be found: operations, webhooks, the sections of the pages, and fields. */
export function findables({ entries, webhooks }: Catalogue, pages: ProsePage[]): Findable[] {
  const operations = entries.map(({ id, method, path, summary, description, url }): Findable => {
    return {
      title: summary,
      url,
      kind: 'operation',
      text: `${id} ${method} ${path} ${plain(description)}`,
      weight: WEIGHTS.operation,
    };
  });
  const events = webhooks.map(({ type, summary, description, url }): Findable => {
    return {
      title: summary,
      url,
      kind: 'webhook',
      text: `${type} ${plain(description)}`,
      weight: WEIGHTS.webhook,
    };
  });
  const sections = pages.flatMap((page) =>
    page.sections.map((section, index): Findable => {
      const { title, anchor, text } = section;
      const weight = weightOf(page, section, index);
      return {
        title: index === 0 ? title : `${page.title}: ${title}`,
        url: index === 0 ? `${page.name}.html` : `${page.name}.html#${anchor}`,
        kind: 'page',
        // What stands elsewhere too is found there.
        text: page.listing ? '' : text,
        ...(weight !== 1 && { weight }),
      };
    }),
  );
  return [...operations, ...events, ...sections, ...fieldsOf(entries)];
}

function weightOf(
  { name, listing }: ProsePage,
  { depth }: ProsePage['sections'][number],
  index: number,
): number {
  if (depth === undefined) return WEIGHTS.decision;
  if (listing || name === 'limitations') return WEIGHTS.listing;
  if (OF_OPERATOR.has(name)) return WEIGHTS.operator;
  return index === 0 ? WEIGHTS.page : 1;
}

/** Fields by name and meaning, and whether they are sent or read: the same words about the same name are one field. */
function fieldsOf(entries: Catalogue['entries']): Findable[] {
  const all = entries.flatMap(({ tag, url, inputs, outputs }) =>
    [...named(inputs, 'sent'), ...named(outputs, 'read')].map((field) => ({ ...field, tag, url })),
  );
  const groups = Map.groupBy(all, ({ name, text, use }) => `${name} ${use} ${text}`);
  return [...groups.values()].map((same): Findable => {
    const [{ name, use, text, url }] = same as [(typeof same)[number]];
    const places = [...new Set(same.map(({ tag }) => tag))];
    const some = places.slice(0, MOST_PLACES).join(', ');
    const where = `${some}${places.length > MOST_PLACES ? ' …' : ''}, ${use}`;
    return { title: name, url, kind: 'field', where, text, weight: WEIGHTS.field };
  });
}

function named(fields: Catalogue['entries'][number]['inputs'], use: 'sent' | 'read') {
  return [...fields].map(([name, { description = '' }]) => ({ name, use, text: plain(description) }));
}

/** A field that more have is one of many things. */
const MOST_PLACES = 4;
