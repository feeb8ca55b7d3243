import type { Selectable } from 'kysely';
import { LINKS, type ReadContext, type WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { bit, given } from '../../rules/values.ts';
import type { Id, ReleaseRecordsTable, Seconds } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { Parent } from '../parents.ts';

export type ReleaseRecordRow = Selectable<ReleaseRecordsTable>;

/** What a call says about a release record. */
export interface ReleaseRecordInput {
  released_to?: string;
  released_at?: Seconds | null;
  reference?: string;
  release_status?: boolean;
}

/** A release record as the parent of its notes. */
export function parentReleaseRecord({ id, release_id }: ReleaseRecordRow): Parent<'release_record'> {
  return { type: 'release_record', id, link: `${LINKS}/releases/${release_id}/records/${id}` };
}

/** The release records of these releases, oldest first. */
export async function releaseRecordsOf(
  { db }: ReadContext,
  releases: readonly Id[],
): Promise<ReleaseRecordRow[]> {
  if (releases.length === 0) return [];
  return db.from('release_records').selectAll().where('release_id', 'in', releases).orderBy('id').execute();
}

/**
 * A release record by its id.
 *
 * @throws CallError when the release has none with that id
 */
export async function findReleaseRecord(
  { db }: ReadContext,
  release: Parent,
  id: Id,
): Promise<ReleaseRecordRow> {
  const record = await db
    .from('release_records')
    .selectAll()
    .where('id', '=', id)
    .where('release_id', '=', release.id)
    .executeTakeFirst();
  return found(record, 'release record');
}

/** Puts on record that a release went somewhere. What the call lacks, its reader has already said. */
export async function createReleaseRecord(
  { db, caller, faults }: WriteContext,
  release: Parent,
  { reference = '', released_at, released_to = '', release_status }: ReleaseRecordInput,
): Promise<ReleaseRecordRow> {
  faults.throwIfAny();
  const row: ReleaseRecordRow = {
    account_id: caller.account,
    id: await nextNumber(db, 'release_record'),
    release_id: release.id,
    reference,
    released_at: released_at as Seconds,
    released_to,
    release_status: bit(release_status) ?? 0,
  };
  await db.insert('release_records', row).execute();
  return row;
}

/** Changes a release record, none of whose texts and dates can be blank. */
export async function updateReleaseRecord(
  { db, faults }: WriteContext,
  before: ReleaseRecordRow,
  { reference, released_at, released_to, release_status }: ReleaseRecordInput,
): Promise<ReleaseRecordRow> {
  for (const [field, value] of Object.entries({ released_to, released_at, reference })) {
    if (value === '' || value === null) faults.add(field, "can't be blank");
  }
  faults.throwIfAny();
  const after: ReleaseRecordRow = {
    ...before,
    reference: given(reference, before.reference),
    released_at: released_at ?? before.released_at,
    released_to: given(released_to, before.released_to),
    release_status: given(bit(release_status), before.release_status),
  };
  await db.update('release_records').set(after).where('id', '=', before.id).execute();
  return after;
}
