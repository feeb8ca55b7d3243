import { operationTable } from '@service-desk/client';
import type { ProxyFault } from '../proxy.ts';
import { readBody, type Value } from './body.ts';
import type { OperationTarget, ParameterTarget, ValueKind } from './model.ts';
import {
  changed,
  inAnswers,
  isDone,
  isRefused,
  type Operator,
  only,
  operators,
  refusedResponse,
  withQuery,
} from './operator.ts';

/** Faults in which entries a list has, in what order, and what its parameters do. */
export const listOperators: readonly Operator[] = [
  ...lists('row repeated', [
    ['has its first row twice', (rows) => [rows[0], ...rows]],
    ['has its last row twice', (rows) => [...rows, rows.at(-1)]],
    [
      'has a row of the middle twice where it has more than three',
      (rows) => (rows.length > 3 ? rows.toSpliced(2, 0, rows[1]) : rows),
    ],
  ]),
  ...lists('row dropped', [
    ['lacks its first row', (rows) => rows.slice(1)],
    ['lacks its last row', (rows) => rows.slice(0, -1)],
    ['lacks its third row', (rows) => rows.toSpliced(2, 1)],
    ['has no row where it has only one', (rows) => (rows.length === 1 ? [] : rows)],
    ['has no more than five rows', (rows) => rows.slice(0, 5)],
    ['has no more than twenty rows', (rows) => rows.slice(0, 20)],
  ]),
  ...lists('order changed', [
    ['stands in reverse', (rows) => rows.toReversed()],
    ['has its first two rows swapped', ([a, b, ...rest]) => (b ? [b, a, ...rest] : [a])],
    ['has its last two rows swapped', (rows) => [...rows.slice(0, -2), ...rows.slice(-2).toReversed()]],
    ['stands by name or title', (rows) => rows.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))],
  ]),
  ...pages('pages wrong', [
    ['page 1 is page 0', (query) => query.set('page', String(Number(query.get('page') ?? 1) + 1))],
    [
      'every page but the first is page 2',
      (query) => Number(query.get('page')) > 2 && query.set('page', '2'),
    ],
    [
      'a page has a row too few',
      (query) => query.set('limit', String(Math.max(1, Number(query.get('limit') ?? 10) - 1))),
    ],
    [
      'a page has a row too many',
      (query) => query.set('limit', String(Number(query.get('limit') ?? 10) + 1)),
    ],
    [
      'a page has no more than 50 rows',
      (query) => Number(query.get('limit')) > 50 && query.set('limit', '50'),
    ],
    [
      'a page has no more than 3 rows',
      (query) => Number(query.get('limit') ?? 10) > 3 && query.set('limit', '3'),
    ],
  ]),
  ...operators('operation', 'pages wrong', [
    [
      ({ paged }) => paged,
      ({ operation }) => `${operation}: each page begins with the last row of the one before`,
      overlapping,
    ],
  ]),
  ...totals('totals off', [
    ['total_entries is one more', (result) => ({ total_entries: result.total_entries + 1 })],
    ['total_entries counts the page alone', (_result, rows) => ({ total_entries: rows.length })],
    ['total_entries is 0 past the end', (_result, rows) => rows.length === 0 && { total_entries: 0 }],
    ['total_pages is one more', (result) => ({ total_pages: result.total_pages + 1 })],
    [
      'total_pages is rounded down',
      (result, rows) =>
        rows.length > 0 &&
        result.total_entries % rows.length > 0 && { total_pages: Math.max(1, result.total_pages - 1) },
    ],
    ['total_pages is 0 where there is nothing', (result) => result.total_entries === 0 && { total_pages: 0 }],
    ['total_pages is 1', () => ({ total_pages: 1 })],
  ]),
  ...queries('parameter ignored', [
    [anything, 'is ignored', (query, name) => remove(query, name)],
    [
      anything,
      'is ignored beside others',
      (query, name) => new Set(query.keys()).size > 1 && remove(query, name),
    ],
    [kinds('list'), 'is ignored but for its first value', (query, name) => keepFirst(query, name)],
    [kinds('list'), 'is ignored with brackets', (query, name) => query.delete(`${name}[]`)],
    [
      kinds('list'),
      'is ignored with commas',
      (query, name) => query.get(name)?.includes(',') && query.delete(name),
    ],
    [
      kinds('flag'),
      'is ignored as a word',
      (query, name) => /true|false/.test(query.get(name) ?? '') && query.delete(name),
    ],
    [kinds('flag'), 'is always on', (query, name) => query.set(name, 'true')],
    [
      kinds('code'),
      'is ignored in the plural',
      (query, name) => query.get(name)?.endsWith('s') && query.delete(name),
    ],
  ]),
  ...queries('parameter misread', [
    [
      kinds('id', 'number'),
      'is read as one more',
      (query, name) => query.has(name) && query.set(name, String(Number(query.get(name)) + 1)),
    ],
    [kinds('date'), 'is read as a day later', (query, name) => moved(query, name, 86_400)],
    [kinds('date'), 'is read as a second earlier', (query, name) => moved(query, name, -1)],
    [
      kinds('date'),
      'is read without its time of day',
      (query, name) => query.has(name) && query.set(name, String(query.get(name)).slice(0, 10)),
    ],
  ]),
  ...operators('parameter', 'parameter refused', [
    [anything, says('is refused beside another'), refusing((query) => new Set(query.keys()).size > 1)],
    [anything, says('is refused where it is blank'), refusing((query, name) => query.get(name) === '')],
    [
      kinds('id', 'number'),
      says('is refused with more than two digits'),
      refusing((query, name) => /\d{3}/.test(query.get(name) ?? '')),
    ],
  ]),
  ...operators('parameter', 'bad parameter accepted', [
    [anything, says('is ignored where it ought to be refused'), lenient],
  ]),
];

function lists(kind: string, rows: readonly (readonly [string, (rows: Value[]) => Value[]])[]): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([does, change]) => [
      ({ verb }) => verb === 'list',
      ({ operation }) => `${operation} ${does}`,
      ({ operations, operation }) =>
        inAnswers(operations, ({ envelope }) => {
          const key = rowsIn(operation, envelope.result);
          if (key && envelope.result[key].length > 0) envelope.result[key] = change(envelope.result[key]);
        }),
    ]),
  );
}

/** Where the rows of a list are in its result. */
function rowsIn(operation: OperationTarget['operation'], result: Value): string | undefined {
  const { key } = operationTable[operation];
  return [key ?? 'config_items', ...Object.keys(result ?? {})].find((each) => Array.isArray(result?.[each]));
}

function nameOf(row: Value): string {
  return String(row.title ?? row.name ?? row.full_name ?? row.created_at ?? '');
}

type Requery = (query: URLSearchParams) => unknown;

function pages(kind: string, rows: readonly (readonly [string, Requery])[]): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([does, change]) => [
      ({ paged }) => paged,
      ({ operation }) => `${operation}: ${does}`,
      ({ operations }) => only(operations, (request, pass) => pass(withQuery(request, change))),
    ]),
  );
}

/** Pages of which each shows the last row of the one before. */
function overlapping({ operations, operation }: OperationTarget): ProxyFault {
  return only(operations, async (request, pass) => {
    const answer = await pass(request);
    const query = new URLSearchParams(request.url.split('?')[1]);
    const page = Number(query.get('page') || 1);
    if (!(page > 1) || !isDone(answer)) return answer;
    const before = await pass(withQuery(request, (each) => each.set('page', String(page - 1))));
    return changed(answer, request, operation, ({ envelope: { result } }) => {
      const shown = readBody(before.body)?.value.result;
      const key = rowsIn(operation, result);
      if (!key || result[key].length === 0 || !shown?.[key]?.length) return;
      result[key] = [shown[key].at(-1), ...result[key].slice(0, -1)];
    });
  });
}

function totals(
  kind: string,
  rows: readonly (readonly [string, (result: Value, rows: Value[]) => object | false])[],
): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([does, change]) => [
      ({ paged }) => paged,
      ({ operation }) => `${operation}: ${does}`,
      ({ operations, operation }) =>
        inAnswers(operations, ({ envelope: { result } }) => {
          const key = rowsIn(operation, result);
          if (key && typeof result.total_entries === 'number')
            Object.assign(result, change(result, result[key]));
        }),
    ]),
  );
}

type Reread = (query: URLSearchParams, name: string) => unknown;

function queries(
  kind: string,
  rows: readonly (readonly [(target: ParameterTarget) => boolean, string, Reread])[],
): Operator[] {
  return operators(
    'parameter',
    kind,
    rows.map(([applies, does, change]) => [
      applies,
      says(does),
      ({ operations, name }) =>
        only(operations, (request, pass) => pass(withQuery(request, (query) => change(query, name)))),
    ]),
  );
}

function says(does: string): (target: ParameterTarget) => string {
  return ({ operations: [operation], name }) => `${operation}: the parameter ${name} ${does}`;
}

function refusing(
  isMet: (query: URLSearchParams, name: string) => boolean,
): (target: ParameterTarget) => ProxyFault {
  return ({ operations, name }) =>
    only(operations, async (request, pass) => {
      const answer = await pass(request);
      const query = new URLSearchParams(request.url.split('?')[1]);
      return query.has(name) && isMet(query, name) ? refusedResponse(answer, `${name} is invalid`) : answer;
    });
}

function lenient({ operations, name }: ParameterTarget): ProxyFault {
  return only(operations, async (request, pass) => {
    const answer = await pass(request);
    const without = withQuery(request, (query) => remove(query, name));
    if (!isRefused(answer) || without.url === request.url) return answer;
    const again = await pass(without);
    return isDone(again) ? again : answer;
  });
}

function remove(query: URLSearchParams, name: string): void {
  query.delete(name);
  query.delete(`${name}[]`);
}

function keepFirst(query: URLSearchParams, name: string): void {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((each) => each.split(','));
  if (values.length < 2) return;
  remove(query, name);
  query.set(name, String(values[0]));
}

function moved(query: URLSearchParams, name: string, seconds: number): void {
  const moment = Date.parse(query.get(name) ?? '');
  if (!Number.isNaN(moment)) query.set(name, new Date(moment + seconds * 1000).toISOString());
}

function anything({ name }: ParameterTarget): boolean {
  return name !== '';
}

function kinds(...all: ValueKind[]): (target: ParameterTarget) => boolean {
  return ({ kind }) => all.includes(kind);
}
