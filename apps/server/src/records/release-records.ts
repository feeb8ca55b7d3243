import type { Selectable } from 'kysely';
import type { Schemas } from '../generated/types.ts';
import type { Id, ReleaseRecordsTable } from '../store/schema.ts';
import { type Context, LINKS } from './context.ts';
import { timestamp } from './time.ts';

export type ReleaseRecordRow = Selectable<ReleaseRecordsTable>;

/** The release records of these releases, oldest first. */
export async function releaseRecordsOf(
  { db, caller }: Context,
  releases: readonly Id[],
): Promise<ReleaseRecordRow[]> {
  if (releases.length === 0) return [];
  return db
    .selectFrom('release_records')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('release_id', 'in', releases)
    .orderBy('id')
    .execute();
}

/** A release record in a list and inside its release. */
export function releaseRecordSummary(record: ReleaseRecordRow): Schemas['ReleaseRecordSummary'] {
  return {
    id: record.id,
    // In this link alone, the guide writes the release in the singular.
    release_record_link: `${LINKS}/release/${record.release_id}/records/${record.id}`,
    reference: record.reference,
    released_at: timestamp(record.released_at),
    released_to: record.released_to,
    release_status: record.release_status,
  };
}
