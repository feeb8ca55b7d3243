import type { Db, Hour, HourlyCounts } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Id, Seconds } from './schema.ts';

/**
 * The maximum time until an hour ends. If a fast clock set a later end, the end is reduced and the count stays. Otherwise
 * processes whose clocks differ would restart each other's hours.
 */
const HOUR = 3600;
/** Seconds by which the clocks of processes may differ before they delete each other's hours. */
const SKEW = 3600;

/** Counts in memory. A restart of the process also restarts the hours. */
export function countInMemory(): HourlyCounts {
  const hours = new Map<string, Hour>();
  let sweptAt = 0;
  return {
    async add(_account, token, now) {
      if (now >= sweptAt + HOUR || now < sweptAt) {
        for (const [key, { endsAt }] of hours) if (endsAt <= now - SKEW) hours.delete(key);
        sweptAt = now;
      }
      const current = hours.get(token);
      const latest = now + HOUR;
      const hour =
        current && current.endsAt > now
          ? { count: current.count + 1, endsAt: Math.min(current.endsAt, latest) }
          : { count: 1, endsAt: latest };
      hours.set(token, hour);
      return hour;
    },
  };
}

/**
 * Counts in a table that processes share. While it cannot be written, each process counts in memory.
 *
 * @param isUnwritable whether an error means that the database cannot be written
 */
export function countInTable(db: Db, isUnwritable: (error: unknown) => boolean): HourlyCounts {
  const fallback = countInMemory();
  return {
    add: (account, token, now) =>
      addInTable(db, account, token, now).catch((error) => {
        if (!isUnwritable(error)) throw error;
        return fallback.add(account, token, now);
      }),
  };
}

async function addInTable(db: Db, account: Id, token: string, now: Seconds): Promise<Hour> {
  const [row] = await counted(db, { account, token, now, endsAt: now + HOUR });
  if (!row) throw new Error('a request was not counted');
  // The start of an hour is the occasion to delete expired hours of the account, also of revoked tokens.
  if (row.count === 1)
    await db
      .deleteFrom('hourly_counts')
      .where('account_id', '=', account)
      .where((hour) => hour.or([hour('ends_at', '<=', now - SKEW), hour('ends_at', '>', now + HOUR + SKEW)]))
      .execute();
  return { count: row.count, endsAt: row.ends_at };
}

const counted = prepared(
  (db: Db, { account, token, now, endsAt }: { account: Id; token: string; now: Seconds; endsAt: Seconds }) =>
    db
      .insertInto('hourly_counts')
      .values({ account_id: account, token, count: 1, ends_at: endsAt })
      .onConflict((conflict) =>
        conflict.columns(['account_id', 'token']).doUpdateSet((eb) => ({
          count: eb
            .case()
            .when('hourly_counts.ends_at', '>', now)
            .then(eb('hourly_counts.count', '+', 1))
            .else(eb.lit(1))
            .end(),
          ends_at: eb
            .case()
            .when(eb.and([eb('hourly_counts.ends_at', '>', now), eb('hourly_counts.ends_at', '<=', endsAt)]))
            .then(eb.ref('hourly_counts.ends_at'))
            .else(endsAt)
            .end(),
        })),
      )
      .returning(['count', 'ends_at']),
);
