import { type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { collectionOf } from '#description/operations';

/** All operations, in the order of the description. */
export const OPERATIONS = Object.keys(operationTable) as OperationId[];

/** The resources of records, which have a life cycle and can be linked. */
export const RECORDS: readonly string[] = ['incidents', 'problems', 'changes', 'releases'];

export async function callByName(desk: ServiceDesk, operation: OperationId, ...args: unknown[]) {
  const method = operation
    .split('.')
    .reduce<unknown>((inside, name) => (inside as Record<string, unknown>)[name], desk);
  return await (method as (...args: unknown[]) => Promise<unknown>)(...args);
}

/** The entries of a list or of a page, without the wrapper that each may have. */
export function entriesOf(list: unknown): Record<string, unknown>[] {
  const entries = Array.isArray(list) ? list : ((list as { items?: unknown[] } | null)?.items ?? []);
  return entries.map((entry) => {
    const inside = entry as Record<string, unknown>;
    return inside.id === undefined ? ((Object.values(inside)[0] ?? {}) as Record<string, unknown>) : inside;
  });
}

/** The Authorization header of a token. */
export function authorizationOf(token: string): string {
  return `Basic ${btoa(`x:${token}`)}`;
}

/** The address of an operation below the prefix. The extension includes its dot. */
export function addressOf(operation: OperationId, ids: readonly string[], extension = '.json'): string {
  const { path, ids: names } = operationTable[operation];
  const filled = names.reduce<string>(
    (at, name, index) => at.replace(`{${name}}`, () => ids[index] ?? '0'),
    path,
  );
  return filled.replace('.{format}', extension);
}

/** The address of an operation without its ids and extension. */
export function placeOf(operation: OperationId): string {
  return collectionOf(operationTable[operation].path);
}

/**
 * The ids that an operation can be called with.
 *
 * @param known the ids of resources at an address such as `/incidents/{}`
 */
export function targetsOf<Id>(operation: OperationId, known: (place: string) => readonly (readonly Id[])[]) {
  const place = placeOf(operation);
  if (!place.includes('{}')) return [[]];
  const ofRecords = RECORDS.map((type) => [type, known(`/${type}/{}`)] as const);
  if (place === '/beetils/{}') return ofRecords.flatMap(([, [first]]) => (first ? [[...first]] : []));
  if (place === '/links/{}/{}') return ofRecords.flatMap(([type, all]) => all.map((ids) => [type, ...ids]));
  return known(place.endsWith('/{}') ? place : place.slice(0, place.lastIndexOf('/'))).map((ids) => [...ids]);
}

/** Calls a function once, and returns the same result afterwards. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A request that is printed as a curl command. */
export interface Requested {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Whether the request has its own Authorization, or none, so that no token is added. */
  isOpen: boolean;
}

/** How many characters of a body are printed. */
const SHOWN = 600;

/** A request as a curl command, with $TOKEN for the token. */
export function curlOf({ method, url, headers, body, isOpen }: Requested): string {
  const verb = { GET: [], HEAD: ['-I'] }[method] ?? ['-X', method];
  const shown = body && body.length > SHOWN ? `${body.slice(0, SHOWN)}…` : body;
  return [
    ...['curl', ...verb, ...(isOpen ? [] : ['-u "x:$TOKEN"'])],
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(shown === undefined ? [] : ['-d', quoted(shown)]),
    quoted(url),
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
