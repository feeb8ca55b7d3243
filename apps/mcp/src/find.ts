import { isNotFoundError } from '@service-desk/client';
import { callMethod } from './client-calls.ts';
import { ToolCallError } from './failure.ts';
import { folded } from './list-conditions.ts';
import { LARGEST_PAGE, SCANNED } from './lists.ts';
import { type COLUMNS, operationOf } from './resources.ts';
import type { ToolContext } from './tool.ts';
import { labelOf, type RecordValues } from './trim.ts';

/** The arguments of `find_records`. */
interface FindArguments {
  query: string;
  resources?: string[];
  limit?: number;
}

/** The entries of a resource, of which some may be looked through. */
type Source = (context: ToolContext) => AsyncIterable<RecordValues>;

function listOf(resource: keyof typeof COLUMNS): Source {
  const input = operationOf(resource, 'list')?.list === 'paged' ? { values: { limit: LARGEST_PAGE } } : {};
  return (context) => callMethod(context, resource, 'list', [], input) as AsyncIterable<RecordValues>;
}

/** How many config types are looked through. */
const MOST_CONFIG_TYPES = 100;

/** The config types, or their items: v1 lists them a type at a time. */
function configSource(part: 'config_type' | 'config_items'): Source {
  return async function* walk(context) {
    const waiting: (number | string | undefined)[] = [undefined];
    const seen = new Set<unknown>();
    for (let count = 0; waiting.length > 0 && count < MOST_CONFIG_TYPES; count += 1) {
      const id = waiting.shift();
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const ids = id === undefined ? [] : [id];
        const verb = id === undefined ? 'list' : 'get';
        const values = { limit: LARGEST_PAGE, page };
        const found = (await callMethod(context, 'configTypes', verb, ids, { values })) as RecordValues;
        const { config_type: own, config_items: items, config_types: children, total_pages: last } = found;
        pages = Number(last ?? 1);
        if (page === 1) {
          if (part === 'config_type') yield own as RecordValues;
          const fresh = (children as { id: number }[])
            .map((child) => child.id)
            .filter((each) => !seen.has(each));
          for (const each of fresh) seen.add(each);
          waiting.push(...fresh);
        }
        if (part === 'config_items') yield* items as RecordValues[];
      }
    }
  };
}

/** What can be found by a part of its name. */
const SOURCES = {
  incidents: listOf('incidents'),
  problems: listOf('problems'),
  changes: listOf('changes'),
  releases: listOf('releases'),
  customers: listOf('customers'),
  companies: listOf('companies'),
  users: listOf('users'),
  services: listOf('services'),
  configItems: configSource('config_items'),
  configTypes: configSource('config_type'),
} satisfies Record<string, Source>;

/** The resources that can be searched by name, and those that are unless others are named. */
export const FINDABLE = Object.keys(SOURCES) as (keyof typeof SOURCES)[];
/** Config items are listed a type at a time, which takes many requests. */
export const FOUND_BY_DEFAULT = FINDABLE.filter((name) => !name.startsWith('config'));

const RECORDS = new Set<string>(['incidents', 'problems', 'changes', 'releases']);
const DEFAULT_LIMIT = 10;

/** Finds records by number, and records, people, services and so on by name. */
export async function findRecords(values: FindArguments, context: ToolContext): Promise<RecordValues> {
  const { query, limit = DEFAULT_LIMIT } = values;
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) throw new ToolCallError('query is empty');
  const resources = (values.resources ?? FOUND_BY_DEFAULT) as (keyof typeof SOURCES)[];
  const number = /^#?(\d{1,19})$/.exec(query.trim())?.[1];
  const byNumber = number === undefined ? [] : await numbered(number, context);
  // A number is rarely a part of a name, and looking for it takes many requests.
  const isEnough = byNumber.length > 0 && !values.resources;
  const searches = isEnough ? [] : resources.map((resource) => named(resource, words, context));
  const found = await Promise.all(searches);
  const matches = [...byNumber, ...found.flatMap(({ matches }) => matches)].toSorted(
    (a, b) => a.rank - b.rank,
  );
  const unfinished = found.filter(({ isCut }) => isCut).map(({ resource }) => resource);
  const hints = [
    matches.length > limit &&
      `${matches.length - limit} more matches: use more of the name, or a larger limit.`,
    unfinished.length > 0 && `Only the first ${SCANNED} of ${unfinished.join(', ')} were looked through.`,
    !isEnough &&
      resources.some((name) => RECORDS.has(name)) &&
      'Closed records, and those that the lists of the token do not have, are found by number only.',
  ].filter(Boolean);
  return {
    matches: matches.slice(0, limit).map(({ resource, entry }) => ({ resource, ...entry })),
    more: matches.length > limit,
    searched: isEnough ? ['records by number'] : resources,
    ...(hints.length > 0 && { hint: hints.join(' ') }),
  };
}

interface Match {
  resource: string;
  entry: RecordValues;
  /** Less for a better match. */
  rank: number;
}

async function numbered(number: string, context: ToolContext): Promise<Match[]> {
  const orNothing = (found: unknown) =>
    (found as Promise<RecordValues>).catch((error) =>
      isNotFoundError(error) ? undefined : Promise.reject(error),
    );
  const [record, item] = await Promise.all([
    orNothing(callMethod(context, 'beetils', 'get', [number])),
    orNothing(callMethod(context, 'configItems', 'get', [number])),
  ]);
  const [[kind, found] = []] = Object.entries(record ?? {});
  const matches: Match[] = [];
  if (kind) matches.push({ resource: `${kind}s`, entry: shortOf(found as RecordValues), rank: 0 });
  if (item) matches.push({ resource: 'configItems', entry: shortOf(item), rank: 0 });
  return matches;
}

async function named(resource: keyof typeof SOURCES, words: readonly string[], context: ToolContext) {
  const matches: Match[] = [];
  const wanted = words.join(' ');
  let count = 0;
  for await (const entry of SOURCES[resource](context)) {
    count += 1;
    if (count > SCANNED) break;
    const label = folded(labelOf(entry) ?? '');
    if (!words.every((word) => label.includes(word))) continue;
    const rank = label === wanted ? 1 : label.startsWith(wanted) ? 2 : 3;
    matches.push({ resource, entry: shortOf(entry), rank });
  }
  return { resource, matches, isCut: count > SCANNED };
}

/** What a record is recognised by. */
function shortOf(entry: RecordValues): RecordValues {
  const status = entry.status ?? entry.change_status;
  const service = labelOf(entry.service);
  return {
    id: entry.id,
    name: labelOf(entry),
    ...(status !== undefined && { status }),
    ...(service && { service }),
  };
}
