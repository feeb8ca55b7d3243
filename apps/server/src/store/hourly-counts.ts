import type { Db, Hour, HourlyCounts } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Id, Seconds } from './schema.ts';

/**
 * No hour ends later than this from now: what a clock said that was ahead is cut to it. The count stays, or processes
 * whose clocks differ would restart each other's hours.
 */
const HOUR = 3600;
/** Seconds by which clocks of processes may differ before they sweep away each other's hours. */
const SKEW = 3600;

/** Counts in the memory of this process. A restart begins the hours anew. */
export function countInMemory(): HourlyCounts {
  const hours = new Map<string, Hour>();
  let sweptAt = 0;
  return {
    async add(_account, token, now) {
      if (now >= sweptAt + HOUR || now < sweptAt) {
        for (const [key, { endsAt }] of hours) if (endsAt <= now - SKEW) hours.delete(key);
        sweptAt = now;
      }
      const known = hours.get(token);
      const latest = now + HOUR;
      const hour =
        known && known.endsAt > now
          ? { count: known.count + 1, endsAt: Math.min(known.endsAt, latest) }
          : { count: 1, endsAt: latest };
      hours.set(token, hour);
      return hour;
    },
  };
}

/**
 * Counts in a table that processes share. While it cannot be written, each process counts by itself.
 *
 * @param takesNoChanges whether an error says so
 */
export function countTogether(db: Db, takesNoChanges: (error: unknown) => boolean): HourlyCounts {
  const alone = countInMemory();
  return {
    add: (account, token, now) =>
      addTogether(db, account, token, now).catch((error) => {
        if (!takesNoChanges(error)) throw error;
        return alone.add(account, token, now);
      }),
  };
}

async function addTogether(db: Db, account: Id, token: string, now: Seconds): Promise<Hour> {
  const [row] = await counted(db, { account, token, now, endsAt: now + HOUR });
  if (!row) throw new Error('a request was not counted');
  // Whoever begins an hour sweeps away those of the account that are over, also of tokens that are gone.
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
