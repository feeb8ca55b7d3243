import { DatabaseSync } from 'node:sqlite';

/** The user whose list is measured: a tenth of the incidents is assigned to it. */
export const LUKE = 17;
/** The numbers of the demo world are below. */
const FIRST = 100_001;
const YEAR = 365 * 24 * 60 * 60;

/**
 * Puts so many incidents more into a database file that the server has created, straight into its tables: half of them
 * open, a tenth of them Luke's, in two services and all of their priorities, one in fifty without a due date. What a
 * server counts and numbers is brought up to it.
 */
export function fillIncidents(file: string, count: number): void {
  const db = new DatabaseSync(file);
  const now = Math.floor(Date.now() / 1000);
  const last = FIRST + count - 1;
  try {
    db.exec(`
      pragma synchronous = off;
      pragma cache_size = -200000;
      begin;
      with recursive
        numbers (id) as (values (${FIRST}) union all select id + 1 from numbers where id < ${last}),
        drawn as (
          select
            id,
            -- Neighbours in number are strangers in everything else.
            ${now} - (id * 7919) % ${YEAR} as created_at,
            iif(id / 3 % 2, 33, 20) as service_id,
            iif(id / 3 % 2, 817 + id % 4, 58 + id % 5) as priority_id,
            iif(id / 3 % 2, id % 4, id % 5) + 1 as priority_level,
            iif(id / 3 % 2, 65, 16) as type_id,
            iif(id / 2 % 10, iif(id % 3, 18, 168), ${LUKE}) as assigned_user_id,
            id % 2 as closed,
            id % 50 = 0 as undue
          from numbers
        )
      insert into incidents (
        account_id, id, title, service_id, priority_id, priority_level, type_id, opened_at, created_at,
        last_active_at, due_date, resolved_at, closed_at, owner_id, assigned_user_id, received_by_id,
        updated_by_user_id, resolved_by_user_id, closed_by_user_id
      )
      select
        1, id, 'Payment ' || id || ' was charged twice', service_id, iif(undue, null, priority_id),
        iif(undue, null, priority_level), type_id, created_at, created_at, min(${now}, created_at + (id * 104729) % 864000),
        iif(undue, null, created_at + (id % 5 + 1) * 86400),
        iif(closed, created_at + 7200, null), iif(closed, created_at + 10800, null),
        18, assigned_user_id, 18, 18, iif(closed, 18, null), iif(closed, 18, null)
      from drawn;
      insert into notes (account_id, id, parent_type, parent_id, kind, note, user_id, created_at, updated_at)
        select 1, id, 'incident', id, 'symptom', 'The bank confirms both payments.', 18, created_at, created_at
        from incidents where id >= ${FIRST};
      update sequences set last = ${last} where name in ('record', 'note');
      delete from open_counts;
      insert into open_counts (account_id, record_type, service_id, assigned_user_id, open)
        select account_id, 'incident', service_id, coalesce(assigned_user_id, 0), count(*)
        from incidents where closed_at is null group by account_id, service_id, assigned_user_id;
      commit;
      pragma wal_checkpoint(truncate);
    `);
  } finally {
    db.close();
  }
}

/** Takes the incidents out of a database file that the server has created, with all that was written about them. */
export function clearIncidents(file: string): void {
  const db = new DatabaseSync(file);
  try {
    db.exec(`
      delete from notes where parent_type = 'incident';
      delete from watches where parent_type = 'incident';
      delete from open_counts where record_type = 'incident';
      delete from incidents;
      pragma wal_checkpoint(truncate);
    `);
  } finally {
    db.close();
  }
}

/** The incidents of a database file as a list of plain objects, which a server of JSON files can hold. */
export function* plainIncidents(file: string): Generator<Record<string, unknown>> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    for (const row of db.prepare('select * from incidents').iterate()) {
      yield { ...row, status: row.closed_at === null ? 'Open' : 'Closed' };
    }
  } finally {
    db.close();
  }
}
