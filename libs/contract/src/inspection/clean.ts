import {
  ApiError,
  NotFoundError,
  type OperationId,
  operationTable,
  type ServiceDesk,
} from '@service-desk/client';
import { resourceOf } from '#description/operations';
import type { Ids } from '../properties/session.ts';
import { callByName, entriesOf, OPERATIONS, placeOf, RECORDS } from '../v1/calls.ts';
import type { Transport } from '../v1/transport.ts';

/** The result of a cleanup. Some resources are left, because v1 cannot delete them. */
export interface Cleaning {
  removed: number;
  /** The ids of what is left, by the operation that created it. */
  left: Record<string, string[]>;
  /** The deletes that failed, a line each. */
  faults: string[];
}

const BY_PLACE = new Map(OPERATIONS.map((each) => [`${operationTable[each].method} ${placeOf(each)}`, each]));
const CLOSED = {
  closure_code: 0,
  closure_comment: 'Created by service-desk-contract, and no longer needed.',
};

/**
 * Removes the created resources, newest first. Those that v1 can delete are deleted, including side effects such as the
 * note that a create makes of a text. Records, which v1 can only close, are closed.
 */
export async function clean(transport: Transport, desk: ServiceDesk): Promise<Cleaning> {
  const cleaning: Cleaning = { removed: 0, left: {}, faults: [] };

  /** The result of a request; undefined if it is refused, which is a fault unless the resource is gone. */
  async function tryTo(operation: OperationId, ids: Ids, ...input: object[]): Promise<unknown> {
    try {
      return await callByName(desk, operation, ...ids, ...input);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!(error instanceof NotFoundError))
        cleaning.faults.push(`${operation} ${ids.join(' ')}: ${error.message}`);
      return undefined;
    }
  }

  async function remove(operation: OperationId, ids: Ids): Promise<void> {
    if ((await tryTo(operation, ids)) !== undefined) cleaning.removed += 1;
  }

  /** Deletes the parts of a record at any depth. */
  async function empty(place: string, ids: Ids): Promise<void> {
    for (const list of OPERATIONS) {
      const own = placeOf(list);
      const isPart = own.startsWith(`${place}/`) && !own.slice(place.length + 1).includes('/');
      if (operationTable[list].method !== 'GET' || !isPart || !operationTable[list].list) continue;
      const deletion = BY_PLACE.get(`DELETE ${own}/{}`);
      for (const { id } of entriesOf(await tryTo(list, ids))) {
        if (deletion) await remove(deletion, [...ids, id]);
        else await empty(`${own}/{}`, [...ids, id]);
      }
    }
  }

  /** Deletes the links of a record, including those that a create has made, such as that of a change from an incident. */
  async function unlink(record: Ids): Promise<void> {
    const links = Object.entries(((await tryTo('links.list', record)) ?? {}) as Record<string, Links>);
    for (const [type, entries] of links) {
      for (const entry of entries)
        await remove('links.delete', [...record, type, entry[`${type.slice(0, -1)}_id`]]);
    }
  }

  for (const { operation, ids } of transport.made().reverse()) {
    const place = `${placeOf(operation)}/{}`;
    const deletion = BY_PLACE.get(`DELETE ${place}`);
    if (deletion) {
      await remove(deletion, ids);
      continue;
    }
    await empty(place, ids);
    const resource = resourceOf(operation);
    if (RECORDS.includes(resource)) {
      await unlink([resource, ...ids]);
      const closed = { ...CLOSED, closed_at: new Date().toISOString() };
      await tryTo(`${resource}.update` as OperationId, ids, closed);
    }
    if (resource === 'configItems') await tryTo('configItems.update', ids, { config_relationships: [] });
  }
  for (const { operation, ids } of transport.made()) {
    if (goesWithOthers(operation)) continue;
    cleaning.left[operation] = [...(cleaning.left[operation] ?? []), ids.join(' ')];
  }
  return cleaning;
}

type Links = Record<string, unknown>[];

/** Whether v1 can delete what an operation creates, or a parent of it. */
function goesWithOthers(operation: OperationId): boolean {
  const place = `${placeOf(operation)}/{}`;
  const above = [...place.matchAll(/\{\}/g)].map(({ index }) => place.slice(0, index + 2));
  return above.some((each) => BY_PLACE.has(`DELETE ${each}`));
}
