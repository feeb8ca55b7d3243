import MiniSearch, { type Query } from 'minisearch';
import type { Findable } from '../search.ts';
import { EMPTY, PHRASES, SYNONYMS, stemOf } from './words.ts';

/** Finds what a query means, best first. */
export type SearchEngine = (query: string) => Findable[];

/** How much a synonym says, compared with the word itself. */
const SYNONYM = 0.6;

/** A search over all that can be found, whose words may be begun, inflected, slightly misspelt or others for the same. */
export function createEngine(findables: Findable[]): SearchEngine {
  const engine = new MiniSearch<Findable & { id: number }>({
    fields: ['title', 'text'],
    tokenize,
    processTerm: (term) => {
      const word = term.toLowerCase();
      const stem = stemOf(word);
      return stem === word ? word : [word, stem];
    },
    searchOptions: {
      // A query is given as a tree of words.
      tokenize: (text) => [text],
      processTerm: (term) => term,
      boost: { title: 3 },
      boostDocument: (id, term) => boostOf(findables[id as number], term.toLowerCase()),
    },
  });
  engine.addAll(findables.map((findable, id) => ({ ...findable, id })));
  const find = (words: string[], combineWith: 'AND' | 'OR') =>
    engine.search({ combineWith, queries: words.map(meaning) }).map(({ id }) => findables[id] as Findable);
  return (query) => {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const found = find(words, 'AND');
    return found.length > 0 ? found : find(words, 'OR');
  };
}

function boostOf(findable: Findable | undefined, term: string): number {
  if (!findable) return 1;
  // The text of an operation begins with its name. Pages such as the changelog name many operations.
  const isNamed = findable.text.toLowerCase().startsWith(`${term} `);
  const isField = term.includes('_') && findable.title.toLowerCase() === term;
  return (isNamed || isField ? 10 : 1) * (findable.weight ?? 1);
}

/** A word, as it is begun or misspelt, or its stem, or another word for the same. */
function meaning(word: string): Query {
  const stem = stemOf(word);
  const others = [...(SYNONYMS[word] ?? SYNONYMS[word.replace(/s$/, '')] ?? [])];
  return {
    combineWith: 'OR',
    queries: [
      { queries: [word], prefix: true, fuzzy: 0.15 },
      ...(stem === word ? [] : [{ queries: [stem], boost: { title: 6, text: 2 } }]),
      ...others.map((other) => ({ queries: [other], boost: { title: 3 * SYNONYM, text: SYNONYM } })),
    ],
  };
}

/** The words of a query that say what it is about. */
function wordsOf(query: string): string[] {
  const text = PHRASES.reduce((phrase, [pattern, word]) => phrase.replaceAll(pattern, word), query);
  const words = tokenizeQuery(text.toLowerCase());
  const telling = words.filter((word) => !EMPTY.has(word));
  return telling.length > 0 ? telling : words;
}

const PARTS = /[^\p{L}\p{N}]+/u;

/** Names and hyphenated words of a query are looked for as they are. */
function tokenizeQuery(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}._-]+/u)
    .flatMap((word) => (/^\w+(?:[._]\w+)+$/.test(word) ? [word] : word.split(PARTS)))
    .filter(Boolean);
}

/** Words, and beside their parts whole names, `incidents.comments.create`, `due_date`, and `reopen` for `re-open`. */
function tokenize(text: string): string[] {
  const names = text.match(/\w+(?:[._]\w+)+/g) ?? [];
  const joined = (text.match(/\p{L}+-\p{L}+/gu) ?? []).map((word) => word.replace('-', ''));
  return [...text.split(PARTS), ...names, ...joined].filter(Boolean);
}
