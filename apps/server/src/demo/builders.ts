import type { Id, ParentType, RecordType } from '../store/schema.ts';
import type { Db } from '../store/store.ts';

/** The target of the seed functions: the database, the account and the shift of dates. */
export interface SeedTarget {
  db: Db;
  account_id: number;
  /** Converts a date of the demo world to seconds, shifted. */
  at: (moment: string) => number;
}

/** When the account was created. */
export const FOUNDED = '2007-12-05T22:59:00Z';

/** A note of a record, by a user or by an address outside the account. */
export type SeedNote = [
  id: number,
  record: number,
  kind: string,
  author: number | string,
  at: string,
  text: string,
];

/** A watch of a record, by a user, a group or an address outside the account. */
export type SeedWatch = [id: number, record: number, watcher: number | string];

/** A link between two records. */
export type SeedLink = [fromType: RecordType, from: number, toType: RecordType, to: number];

/** Inserts notes of parents of one type. */
export async function insertNotes(
  { db, account_id, at }: SeedTarget,
  parent_type: ParentType,
  notes: SeedNote[],
): Promise<void> {
  await db
    .insertInto('notes')
    .values(
      notes.map(([id, parent_id, kind, author, moment, note]) => ({
        account_id,
        id,
        parent_type,
        parent_id,
        kind,
        note,
        ...outside(author),
        created_with: null,
        created_at: at(moment),
        updated_at: at(moment),
      })),
    )
    .execute();
}

/** Inserts watches of parents of one type. */
export async function insertWatches(
  { db, account_id, at }: SeedTarget,
  parent_type: ParentType,
  watches: SeedWatch[],
): Promise<void> {
  await db
    .insertInto('watches')
    .values(
      watches.map(([id, parent_id, watcher]) => ({
        account_id,
        id,
        parent_type,
        parent_id,
        ...outside(watcher),
        created_at: at('2010-03-23T00:12:40Z'),
        updated_at: at('2010-03-23T00:12:40Z'),
      })),
    )
    .execute();
}

/** Inserts links in this order, with a row for each direction. */
export async function insertLinks({ db, account_id }: SeedTarget, links: SeedLink[]): Promise<void> {
  await db
    .insertInto('links')
    .values(
      links.flatMap(([from_type, from_id, to_type, to_id], position) => [
        { account_id, from_type, from_id, to_type, to_id, position },
        {
          account_id,
          from_type: to_type,
          from_id: to_id,
          to_type: from_type,
          to_id: from_id,
          position,
        },
      ]),
    )
    .execute();
}

function outside(who: number | string): { user_id: Id | null; external_email: string } {
  return typeof who === 'number'
    ? { user_id: who, external_email: '' }
    : { user_id: null, external_email: who };
}
