import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { trimmedAddress } from '../../mail-addresses.ts';
import { isGiven } from '../../rules/values.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Id, ParentType, WatchesTable } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { Parent } from '../parents.ts';
import { checkUser } from '../users/rows.ts';

export type WatchRow = Selectable<WatchesTable>;

/** What a call says about a watch. */
export interface WatchInput {
  watched_by?: Id | null;
  external_email?: string;
}

type Watcher = Pick<WatchRow, 'user_id' | 'external_email'>;

/** The watches of these records, oldest first. */
export async function watchesOf(
  { db }: ReadContext,
  type: ParentType,
  ids: readonly Id[],
): Promise<WatchRow[]> {
  return ids.length === 0 ? [] : watchesOfParents(db, { type, ids });
}

const watchesOfParents = preparedRows((db, { type, ids }: { type: ParentType; ids: readonly Id[] }) =>
  db.from('watches').selectAll().where('parent_type', '=', type).where('parent_id', 'in', ids).orderBy('id'),
);

/**
 * A watch by its id.
 *
 * @throws CallError when the parent has no watch with that id
 */
export async function findWatch({ db }: ReadContext, parent: Parent, id: Id): Promise<WatchRow> {
  const watch = await db
    .from('watches')
    .selectAll()
    .where('id', '=', id)
    .where('parent_type', '=', parent.type)
    .where('parent_id', '=', parent.id)
    .executeTakeFirst();
  return found(watch, 'watch');
}

/** Adds a watcher, and returns whether the watch is new: a user who already watches keeps the existing watch. */
export async function createWatch(
  context: WriteContext,
  parent: Parent,
  input: WatchInput,
): Promise<{ watch: WatchRow; isNew: boolean }> {
  const watcher = await watcherOf(context, input);
  const { db, caller, now } = context;
  const known = await sameWatch(context, parent, watcher);
  if (known) return { watch: known, isNew: false };
  const row: WatchRow = {
    account_id: caller.account,
    id: await nextNumber(db, 'watch'),
    parent_type: parent.type,
    parent_id: parent.id,
    ...watcher,
    created_at: now,
    updated_at: now,
  };
  await db.insert('watches', row).execute();
  return { watch: row, isNew: true };
}

/** Transfers a watch to another user. If they already watch, both watches stay as they are. */
export async function updateWatch(
  context: WriteContext,
  parent: Parent,
  watch: WatchRow,
  input: WatchInput,
): Promise<WatchRow> {
  const watcher = await watcherOf(context, input, watch);
  const known = await sameWatch(context, parent, watcher);
  // The same address in another case is no other watcher, but it is stored as sent.
  if (known && (known.id !== watch.id || known.external_email === watcher.external_email)) return known;
  const { db, now } = context;
  const next: WatchRow = { ...watch, ...watcher, updated_at: now };
  await db.update('watches').set(next).where('id', '=', watch.id).execute();
  return next;
}

/** Removes a watch. */
export async function deleteWatch({ db }: WriteContext, watch: WatchRow): Promise<void> {
  await db.remove('watches').where('id', '=', watch.id).execute();
}

/** @param before who watched so far */
async function watcherOf(
  context: ReadContext,
  { watched_by, external_email: sent }: WatchInput,
  before?: Watcher,
): Promise<Watcher> {
  const { faults } = context;
  const external_email = trimmedAddress(sent);
  if (isGiven(watched_by)) await checkUser(context, 'watched_by', watched_by, before?.user_id);
  else if (!external_email && !faults.has('external_email')) faults.add('watched_by', "can't be blank");
  faults.throwIfAny();
  return isGiven(watched_by)
    ? { user_id: watched_by, external_email: '' }
    : { user_id: null, external_email: external_email ?? '' };
}

/** The watch of the same user or address, whose case is ignored, as in mail. */
async function sameWatch(
  { db }: ReadContext,
  parent: Parent,
  { user_id, external_email }: Watcher,
): Promise<WatchRow | undefined> {
  const watches = await db
    .from('watches')
    .selectAll()
    .where('parent_type', '=', parent.type)
    .where('parent_id', '=', parent.id)
    .where('user_id', user_id === null ? 'is' : '=', user_id)
    .orderBy('id')
    .execute();
  const address = external_email.toLowerCase();
  return watches.find((watch) => watch.external_email.toLowerCase() === address);
}
