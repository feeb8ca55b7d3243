import type { Entry } from './catalogue.ts';
import { plain } from './markdown.ts';

/** A row of `limitations.md`: what was decided where v1's guide is silent or contradicts itself. */
export interface Decision {
  /** Such as `lists.4`. */
  id: string;
  /** Its first statement, without markup. */
  title: string;
  text: string;
}

/** Titles are cut before they are longer. */
const LONGEST = 110;
/** Shorter statements say too little without the next. */
const SHORTEST = 28;

const ROW = /^\| `([a-z]+\.\d+)` \| (.*) \| [^|]* \|$/gm;

/** Topics that concern every operation; an operation does not name their rows. */
const GENERAL = new Set([
  ...['formats', 'envelope', 'blank', 'dates', 'callers', 'limits'],
  ...['wire', 'addresses', 'outages', 'zones', 'names'],
]);

/** The topics that are no resource, and the operations that they concern. */
const CONCERNS: Record<string, (entry: Entry, words: Set<string>) => boolean> = {
  // A list without pages has few choices: the rows that name it are its own.
  lists: (entry, words) => entry.result.paged || (entry.result.list && isNamed(entry, words)),
  writes: ({ id, body }) => body !== undefined && RECORDS.has(id.split('.')[0] ?? '') && depth(id) === 2,
  due: ({ id }) => /^incidents\.(get|create|update)$/.test(id),
  notes: isNote,
  people: ({ id }) => /^(users|customers|companies)\./.test(id),
  config: ({ id }) => id.startsWith('config'),
  pictures: ({ id }) => id.startsWith('avatars.'),
  mail: ({ inputs, outputs }) => inputs.has('notify_watchlisted') || outputs.has('last_notified_at'),
  publications: ({ id }) => /^(messages|knowledgeArticles)\./.test(id),
  records: ({ id }) => id.includes('.releaseRecords.'),
  reviewers: ({ id }) => id.includes('.reviewUsers.'),
  time: ({ id }) => id.startsWith('timeEntries.'),
  beyond: ({ method }) => method === 'POST' || method === 'DELETE',
};

const RECORDS = new Set(['incidents', 'problems', 'changes', 'releases']);

function depth(id: string): number {
  return id.split('.').length;
}

/** The rows of `limitations.md`. */
export function decisionsOf(markdown: string): Decision[] {
  return [...markdown.matchAll(ROW)].map(([, id = '', text = '']) => ({
    id,
    title: titleOf(text),
    text,
  }));
}

/** What a row says first, to its first full stop, semicolon or colon. */
export function titleOf(text: string): string {
  const words = plain(text);
  const ends = [...words.matchAll(/[.;:](?= |$)/g)].map(({ index }) => index);
  const end = ends.find((index) => index >= SHORTEST && isClosed(words.slice(0, index))) ?? words.length;
  if (end <= LONGEST) return words.slice(0, end);
  return `${words.slice(0, words.lastIndexOf(' ', LONGEST)).replace(/[,;:]$/, '')}…`;
}

function isClosed(text: string): boolean {
  return text.split('(').length === text.split(')').length;
}

/**
 * The decisions that touch each operation, beyond those that touch all. A topic concerns the operations on one thing of
 * the resource it is named after, or what {@link CONCERNS} says. Of these, a row that quotes fields touches the ones that
 * have such a field, and another row on lists that names resources touches theirs.
 */
export function touching(decisions: Decision[], entries: Entry[]): Map<string, Decision[]> {
  const touched = new Map<string, Decision[]>(entries.map(({ id }) => [id, []]));
  for (const decision of decisions.filter((row) => !isGeneral(row))) {
    for (const { id } of touchedBy(decision, entries)) touched.get(id)?.push(decision);
  }
  return touched;
}

function touchedBy({ id, text }: Decision, entries: Entry[]): Entry[] {
  const words = new Set(text.toLowerCase().match(/[a-z]+/g));
  const concerned = entries.filter((entry) => concerns(topicOf(id), entry, words));
  const quoted = [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  const having = concerned.filter(({ inputs, outputs }) =>
    quoted.some((name) => inputs.has(name) || outputs.has(name)),
  );
  if (having.length > 0) return having;
  // Elsewhere `changes` is a verb as often as a resource.
  const named = topicOf(id) === 'lists' ? concerned.filter((entry) => isNamed(entry, words)) : [];
  return named.length > 0 ? named : concerned;
}

/** Whether a decision concerns every operation. */
export function isGeneral({ id }: Decision): boolean {
  return GENERAL.has(topicOf(id));
}

function topicOf(id: string): string {
  return id.split('.')[0] ?? '';
}

function concerns(topic: string, entry: Entry, words: Set<string>): boolean {
  const rule = CONCERNS[topic];
  return rule ? rule(entry, words) : nounOf(entry) === topic && !entry.id.endsWith('.list');
}

/** The last part of an operation's resource: `comments` of `incidents.comments`. */
function nounOf({ resource }: Entry): string {
  return resource.split('.').at(-1) ?? '';
}

function isNote({ tag, id }: Entry): boolean {
  return /\bnotes$/i.test(tag) || /\.(comments|\w+Notes)\.\w+$/.test(id);
}

/** Whether words name the things that an operation is about. */
function isNamed(entry: Entry, words: Set<string>): boolean {
  return words.has(nounOf(entry).toLowerCase()) || (isNote(entry) && words.has('notes'));
}
