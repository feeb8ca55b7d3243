import {
  ApiError,
  NotFoundError,
  type OperationId,
  operationTable,
  type ServiceDesk,
} from '@service-desk/client';
import { callByName, collectionOf, entriesOf } from '../v1/calls.ts';
import type { Transport } from '../v1/transport.ts';

/** What is left of what was created, because v1 has no call that removes it. */
export interface Cleaning {
  removed: number;
  /** By the operation that created it, the ids. */
  left: Record<string, string[]>;
  /** What should have gone and did not, a line each. */
  faults: string[];
}

const OPERATIONS = Object.keys(operationTable) as OperationId[];
const BY_PLACE = new Map(
  OPERATIONS.map((each) => [
    `${operationTable[each].method} ${collectionOf(operationTable[each].path)}`,
    each,
  ]),
);
const CLOSABLE = ['incidents.create', 'problems.create', 'changes.create', 'releases.create'];
const CLOSED = { closure_code: 0, closure_comment: 'Made by service-desk-contract, which is done with it.' };

/**
 * Removes what was created, newest first: what v1 can delete is deleted, with what came about by itself, such as the note
 * that a create made of a text; records, which v1 can only close, are closed.
 */
export async function clean(transport: Transport, desk: ServiceDesk): Promise<Cleaning> {
  const cleaning: Cleaning = { removed: 0, left: {}, faults: [] };

  async function tryTo(what: string, call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      // It went with what it belonged to.
      if (error instanceof NotFoundError) return false;
      if (!(error instanceof ApiError)) throw error;
      cleaning.faults.push(`${what}: ${error.message}`);
      return false;
    }
  }

  async function remove(operation: OperationId, ids: readonly unknown[]): Promise<void> {
    const gone = await tryTo(`${operation} ${ids.join(' ')}`, () => callByName(desk, operation, ...ids));
    if (gone) cleaning.removed += 1;
  }

  /** Deletes what stands under a record, at whatever depth. */
  async function empty(place: string, ids: readonly unknown[]): Promise<void> {
    for (const list of OPERATIONS) {
      const { path, method } = operationTable[list];
      const own = collectionOf(path);
      const isPart = own.startsWith(`${place}/`) && !own.slice(place.length + 1).includes('/');
      if (method !== 'GET' || !isPart || !operationTable[list].list) continue;
      const entries = await readOrNothing(() => callByName(desk, list, ...ids));
      if (entries === undefined) return;
      const deletion = BY_PLACE.get(`DELETE ${own}/{}`);
      for (const { id } of entriesOf(entries)) {
        if (deletion) await remove(deletion, [...ids, id]);
        else await empty(`${own}/{}`, [...ids, id]);
      }
    }
  }

  for (const { operation, ids } of transport.made().reverse()) {
    const place = `${collectionOf(operationTable[operation].path)}/{}`;
    const deletion = operation === 'links.create' ? 'links.delete' : BY_PLACE.get(`DELETE ${place}`);
    if (deletion) await remove(deletion, ids);
    else await empty(place, ids);
  }
  for (const { operation, ids } of transport.made()) {
    const resource = operation.replace(/\.create$/, '');
    if (CLOSABLE.includes(operation)) await unlink(resource, ids[0] as string);
    if (operation === 'configItems.create') {
      await tryTo(`configItems.update ${ids}`, () =>
        desk.configItems.update(ids[0] as string, { config_relationships: [] }),
      );
    }
  }
  for (const { operation, ids } of transport.made()) {
    const read = operation.replace(/create$/, 'get') as OperationId;
    if (isDeletable(operation) || !(await readOrNothing(() => callByName(desk, read, ...ids)))) continue;
    cleaning.left[operation] = [...(cleaning.left[operation] ?? []), ids.join(' ')];
  }
  return cleaning;

  /** Links that came about by themselves, as when a change is made from an incident; and the record is closed. */
  async function unlink(resource: string, id: string): Promise<void> {
    const links = (await callByName(desk, 'links.list', resource, id)) as Record<
      string,
      Record<string, unknown>[]
    >;
    for (const [type, entries] of Object.entries(links)) {
      for (const entry of entries)
        await remove('links.delete', [resource, id, type, entry[`${type.slice(0, -1)}_id`]]);
    }
    await tryTo(`${resource}.update ${id}`, () =>
      callByName(desk, `${resource}.update` as OperationId, id, {
        ...CLOSED,
        closed_at: new Date().toISOString(),
      }),
    );
  }
}

function isDeletable(operation: OperationId): boolean {
  return (
    operation === 'links.create' || BY_PLACE.has(`DELETE ${collectionOf(operationTable[operation].path)}/{}`)
  );
}

/** What a call answers; undefined where what it is about is gone. */
async function readOrNothing(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
