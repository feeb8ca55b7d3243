import { isNotFoundError, type Page } from '@service-desk/client';
import { suggestion } from './arguments.ts';
import { callMethod, pathIds } from './client-calls.ts';
import { ToolCallError } from './failure.ts';
import { rows as resourceRows } from './generated/resources.ts';
import { type Condition, conditionFaults, meets } from './list-conditions.ts';
import { COLUMNS, operationOf } from './resources.ts';
import type { ResourceName } from './rows.ts';
import type { ToolContext, ToolTarget } from './tool.ts';
import {
  LONGEST_RESULT,
  MAX_LIST_ENTRIES,
  picked,
  type RecordValues,
  TEXT_IN_LIST,
  trimmed,
  unwrapped,
} from './trim.ts';

type Id = number | string;

/** The arguments of `list_records`. */
export interface ListArguments extends ToolTarget {
  resource: ResourceName;
  filters?: RecordValues;
  where?: Condition[];
  columns?: string[];
  limit?: number;
  page?: number;
}

export const DEFAULT_LIMIT = 20;
/** The largest page of v1. */
export const LARGEST_PAGE = 100;
/** How many records are looked through for conditions, and how many of them are read in detail. */
export const SCANNED = 1000;
export const DETAILED = 100;
/** How many entries are shown of a list inside a record unless its column is named. */
const ENTRIES_IN_LIST = 5;
/** How many records are read at the same time. */
const AT_ONCE = 6;

/** A list as an agent sees it. */
interface Found {
  entries: RecordValues[];
  total?: number | undefined;
  more: boolean;
  /** Records that conditions were checked on. */
  scanned?: number;
  note?: string;
}

/** Lists records: a page of v1, or those that meet the conditions. */
export async function listRecords(values: ListArguments, context: ToolContext): Promise<RecordValues> {
  const { resource, filters = {}, where = [], columns, limit = DEFAULT_LIMIT, page = 1 } = values;
  const row = resourceRows[resource];
  const ids = pathIds('list', values);
  checkFilters(resource, filters);
  const kind = operationOf(resource, 'list')?.list;
  if (!kind) return listParts(values, ids, context);
  checkFields(resource, [...where.map(({ field }) => field), ...(columns ?? [])]);
  const faults = conditionFaults(where);
  if (faults.length > 0) throw new ToolCallError(faults.join('\n'));

  const query = kind === 'paged' ? { ...filters, limit: where.length > 0 ? LARGEST_PAGE : limit } : filters;
  const start = (page - 1) * limit;
  const list = () => callMethod(context, resource, 'list', ids, { values: query });
  let found: Found;
  if (where.length > 0) {
    const search = { resource, ids, where, start, limit };
    found = await matching(list() as AsyncIterable<RecordValues>, search, context);
  } else if (kind === 'paged') {
    found = pageOf(
      (await callMethod(context, resource, 'list', ids, { values: { ...query, page } })) as Page<unknown>,
    );
  } else {
    const all = ((await list()) as unknown[]).map(unwrapped) as RecordValues[];
    const entries = all.slice(start, start + limit);
    found = { entries, total: all.length, more: all.length > start + limit };
  }
  const shown = columns ?? (COLUMNS as Record<string, readonly string[]>)[resource];
  const isDetailed = shown?.some((column) => !row.summary.includes(headOf(column)));
  const entries = isDetailed ? await detailsOf(found.entries, resource, ids, context) : found.entries;
  const trimming = { text: TEXT_IN_LIST, entries: columns ? MAX_LIST_ENTRIES : ENTRIES_IN_LIST };
  const lines = entries.map(
    (entry) => trimmed(shown ? picked(entry, shown) : entry, trimming) as RecordValues,
  );
  return limited(resource, lines, found, page);
}

function pageOf({ items, totalEntries, totalPages, page }: Page<unknown>): Found {
  return {
    entries: items.map(unwrapped) as RecordValues[],
    total: totalEntries,
    more: page < (totalPages ?? page),
  };
}

/** A list of lists: the links of a record by type, or a config type with a page of its items. */
async function listParts(
  { resource, where, columns, limit = DEFAULT_LIMIT, page = 1 }: ListArguments,
  ids: readonly Id[],
  context: ToolContext,
): Promise<RecordValues> {
  const surplus = where ? 'where' : columns ? 'columns' : undefined;
  if (surplus) throw new ToolCallError(`${resource} is no list of records, so leave out ${surplus}`);
  const values = operationOf(resource, 'list')?.query ? { limit, page } : {};
  const result = (await callMethod(context, resource, 'list', ids, { values })) as RecordValues;
  const parts = trimmed(result, { text: TEXT_IN_LIST, entries: LARGEST_PAGE }) as RecordValues;
  const more = Number(result.total_pages ?? 0) > page;
  return { resource, ...parts, page, more, ...(more && { hint: nextPage(page) }) };
}

function nextPage(page: number): string {
  return `More records: call again with page ${page + 1}.`;
}

/** @throws CallError that names a filter that the list does not have */
function checkFilters(resource: ResourceName, filters: RecordValues): void {
  const known = Object.keys(resourceRows[resource].filters);
  const unknown = Object.keys(filters).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const reason = known.length > 0 ? `; it has ${known.join(', ')}` : ', nor any other';
  throw new ToolCallError(
    `${resource} has no filter ${unknown.join(', ')}${reason}. Conditions on fields go into where.`,
  );
}

/** @throws CallError that names a field that the records do not have */
function checkFields(resource: ResourceName, fields: readonly string[]): void {
  const { summary, detail } = resourceRows[resource];
  const known = [...new Set([...summary, ...detail])];
  const unknown = fields.find((field) => !known.includes(headOf(field)));
  if (unknown !== undefined)
    throw new ToolCallError(`${resource} has no field ${unknown}${suggestion(unknown, known)}`);
}

function headOf(field: string): string {
  return field.split('.', 1)[0] ?? '';
}

interface Search {
  resource: ResourceName;
  ids: readonly Id[];
  where: readonly Condition[];
  start: number;
  limit: number;
}

/** The records that meet all conditions. Those on fields that only a detail has are checked last. */
async function matching(
  list: AsyncIterable<RecordValues>,
  { resource, ids, where, start, limit }: Search,
  context: ToolContext,
): Promise<Found> {
  const { summary } = resourceRows[resource];
  const isInSummary = ({ field }: Condition) => summary.includes(headOf(field));
  const early = where.filter(isInSummary);
  const late = where.filter((condition) => !isInSummary(condition));
  const wanted = start + limit + 1;
  // One more shows that there are more.
  const enough = late.length > 0 ? DETAILED + 1 : wanted;
  const entries: RecordValues[] = [];
  let scanned = 0;
  let isCut = false;
  for await (const item of list) {
    if (scanned === SCANNED) {
      isCut = true;
      break;
    }
    scanned += 1;
    const entry = unwrapped(item) as RecordValues;
    if (early.every((condition) => meets(entry, condition))) entries.push(entry);
    if (entries.length === enough) break;
  }
  const checked = late.length > 0 ? entries.slice(0, DETAILED) : entries;
  isCut ||= checked.length < entries.length;
  const details = late.length > 0 ? await detailsOf(checked, resource, ids, context) : checked;
  const met = details.filter((entry) => late.every((condition) => meets(entry, condition)));
  const note = isCut
    ? `Not every record was checked: at most ${SCANNED} are looked through, and ${DETAILED} read in detail. Narrow the list by filters, or by conditions on ${summary.join(', ')}.`
    : undefined;
  return {
    entries: met.slice(start, start + limit),
    more: met.length > start + limit,
    scanned,
    ...(late.length === 0 && !isCut && met.length < wanted && { total: met.length }),
    ...(note && { note }),
  };
}

/** The details of records, a few at a time. */
async function detailsOf(
  entries: readonly RecordValues[],
  resource: ResourceName,
  ids: readonly Id[],
  context: ToolContext,
): Promise<RecordValues[]> {
  const details: RecordValues[] = [];
  for (let first = 0; first < entries.length; first += AT_ONCE) {
    const read = entries.slice(first, first + AT_ONCE).map(({ id }) => {
      const detail = callMethod(context, resource, 'get', [...ids, id as Id]) as Promise<RecordValues>;
      // Deleted since it was listed.
      return detail.catch((error) => (isNotFoundError(error) ? undefined : Promise.reject(error)));
    });
    for (const detail of await Promise.all(read)) if (detail) details.push(detail);
  }
  return details;
}

/** A list that is not too long for an agent, with how to get the rest. */
function limited(
  resource: string,
  lines: readonly RecordValues[],
  { total, more, scanned, note }: Found,
  page: number,
): RecordValues {
  let length = 0;
  const shown = lines.filter((line) => {
    length += JSON.stringify(line).length;
    return length <= LONGEST_RESULT;
  });
  const left = lines.length - shown.length;
  const hints = [
    more && left === 0 && nextPage(page),
    left > 0 &&
      `${left} records of this page are left out, because the result would be too long: use a smaller limit or fewer columns.`,
    note,
  ].filter(Boolean);
  return {
    resource,
    records: shown,
    page,
    ...(total !== undefined && { total }),
    ...(scanned !== undefined && { scanned }),
    more: more || left > 0,
    ...(hints.length > 0 && { hint: hints.join(' ') }),
  };
}
