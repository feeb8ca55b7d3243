import MiniSearch from 'minisearch';
import type { Findable } from '../search.ts';

/** Finds what a query means, best first. */
export type Engine = (query: string) => Findable[];

/** A search over all that can be found, whose words may be begun or slightly misspelt. */
export function createEngine(findables: Findable[]): Engine {
  const engine = new MiniSearch<Findable & { id: number }>({
    fields: ['title', 'text'],
    tokenize,
    searchOptions: {
      boost: { title: 3 },
      // The text of an operation begins with its name. Pages such as the changelog name many operations.
      boostDocument: (id, term) =>
        findables[id as number]?.text.toLowerCase().startsWith(`${term.toLowerCase()} `) ? 10 : 1,
      prefix: true,
      fuzzy: 0.15,
      combineWith: 'AND',
    },
  });
  engine.addAll(findables.map((findable, id) => ({ ...findable, id })));
  return (query) => engine.search(query).map(({ id }) => findables[id] as Findable);
}

/** Words, and beside their parts whole names: `incidents.comments.create`, `due_date`. */
function tokenize(text: string): string[] {
  const names = text.match(/\w+(?:[._]\w+)+/g) ?? [];
  return [...text.split(/[^\p{L}\p{N}]+/u), ...names];
}
