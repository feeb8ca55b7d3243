import { suggestion } from './arguments.ts';
import { ToolCallError } from './failure.ts';
import { passages } from './generated/reference.ts';
import { kinds, rows } from './generated/resources.ts';
import { folded } from './list-conditions.ts';
import { operationOf, parentsOf } from './resources.ts';
import { type FieldRow, type ResourceName, VERBS } from './rows.ts';
import { cut, type RecordValues } from './trim.ts';

/** How many passages a search returns, and how much of each. */
const RESULTS = 6;
const EXCERPT = 500;
/** Decisions are about details: other passages with the same words come first. */
const DETAIL = 'limitations';
const DETAIL_WEIGHT = 0.6;
/** A word in a title says more of what a passage is about. */
const TITLE_WEIGHT = 6;

interface Indexed {
  passage: (typeof passages)[number];
  /** How often each word occurs, more for the title. */
  counts: Map<string, number>;
  length: number;
}

let index: { all: Indexed[]; frequency: Map<string, number> } | undefined;

function wordsOf(text: string): string[] {
  const spaced = text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const words = folded(spaced).match(/[\p{L}\p{N}]+/gu) ?? [];
  // A plural is found by its singular, and a form of a verb by another.
  return words.map((word) => (word.length > 3 ? word.replace(/(?:ies|ing|ed|es|s|e|y)$/, '') : word));
}

/** The index is made when it is first needed: most sessions never search. */
function indexed() {
  if (index) return index;
  const all = passages.map((passage): Indexed => {
    const counts = new Map<string, number>();
    const add = (words: string[], weight: number) => {
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + weight);
    };
    const body = wordsOf(passage.text);
    add(body, 1);
    add(wordsOf(`${passage.title} ${passage.id}`), TITLE_WEIGHT);
    return { passage, counts, length: body.length };
  });
  const frequency = new Map<string, number>();
  for (const { counts } of all)
    for (const word of counts.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  index = { all, frequency };
  return index;
}

/** Searches the operations and the guide, or returns one passage in full. */
export async function searchReference({ query, id }: { query?: string; id?: string }): Promise<RecordValues> {
  if (id !== undefined) {
    const passage = passages.find((each) => each.id === id);
    if (!passage) throw new ToolCallError(`the reference has no ${id}; search it by query first`);
    return { ...passage };
  }
  const { all, frequency } = indexed();
  const words = [...new Set(wordsOf(query ?? ''))];
  if (words.length === 0) throw new ToolCallError('search_reference needs query, or the id of a passage');
  const scored = all.map((entry) => ({ entry, score: scoreOf(entry, words, frequency, all.length) }));
  const best = scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score);
  return {
    passages: best.slice(0, RESULTS).map(({ entry: { passage } }) => ({
      id: passage.id,
      title: passage.title,
      text: excerptOf(passage.text, words),
    })),
    ...(best.length === 0
      ? { hint: 'Nothing was found. Use other words, or describe_resource.' }
      : { hint: 'Call again with the id of a passage for its whole text.' }),
  };
}

/** About how many words a passage has. */
const AVERAGE = 80;

/** BM25, with its usual constants: rare words count more, repetitions less, long passages less. */
function scoreOf(entry: Indexed, words: string[], frequency: Map<string, number>, total: number): number {
  const { passage, counts, length } = entry;
  const score = words.reduce((score, word) => {
    const count = counts.get(word) ?? 0;
    const held = frequency.get(word) ?? 0;
    const rarity = Math.log(1 + (total - held + 0.5) / (held + 0.5));
    return score + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / AVERAGE));
  }, 0);
  return passage.id.startsWith(DETAIL) ? score * DETAIL_WEIGHT : score;
}

/** The part of a text where its words begin to match. */
function excerptOf(text: string, words: readonly string[]): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => wordsOf(line).some((word) => words.includes(word)));
  const before = first > 2 ? '… ' : '';
  return before + cut(lines.slice(before ? first : 0).join('\n'), EXCERPT);
}

/** What a resource is, which tools accept it, and its fields. */
export async function describeResource({ resource }: { resource: ResourceName }): Promise<RecordValues> {
  const known = Object.keys(rows);
  if (!known.includes(resource))
    throw new ToolCallError(`there is no resource ${resource}${suggestion(resource, known)}`);
  const { about, filters, create, update, summary, detail } = rows[resource];
  const verbs = VERBS.filter((verb) => operationOf(resource, verb));
  const [verb = 'get'] = verbs;
  const parents = parentsOf(resource, verb);
  const parts = known.filter((name) => name.startsWith(`${resource}.`));
  const isSame = JSON.stringify(withoutRequired(create)) === JSON.stringify(withoutRequired(update));
  const used = new Set(
    [...Object.values(create ?? {}), ...Object.values(update ?? {})].map(({ kind }) => kind),
  );
  return {
    resource,
    operations: verbs,
    ...(parents.length > 0 && { parents }),
    ...(parts.length > 0 && { parts }),
    about,
    ...(Object.keys(filters).length > 0 && {
      filters: Object.fromEntries(Object.entries(filters).map(([name, { text }]) => [name, text])),
    }),
    ...(summary.length > 0 && { fields_in_lists: summary }),
    ...(detail.length > 0 && { fields_of_a_record: detail }),
    ...(create && { create: shownFields(create) }),
    ...(update && {
      update: create && isSame ? 'the same fields as create, none required' : shownFields(update),
    }),
    ...(used.size > 0 && { kinds: Object.fromEntries([...used].map((kind) => [kind, kinds[kind]])) }),
  };
}

type Fields = Readonly<Record<string, FieldRow>>;

function withoutRequired(fields: Fields = {}) {
  return Object.entries(fields).map(([name, { required: _, ...field }]) => [name, field]);
}

/** A line for each field: its kind, whether it is required, and what it means. */
function shownFields(fields: Fields): RecordValues {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { kind, required, text }]) => [
      name,
      `${kind}${required ? ', required' : ''}${text ? `: ${text}` : ''}`,
    ]),
  );
}
