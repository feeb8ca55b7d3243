import { isServiceDeskError } from '@service-desk/client';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { everyEntry } from './call-api.ts';
import { type Keyed, KeyedRequests } from './keys.ts';
import { ServerFleet } from './server-fleet.ts';
import { markIn } from './write-load.ts';

/** The outcome of creates that were sent more than once at the same time. */
export interface Raced extends Keyed {
  creates: number;
  /** Records beyond the first of a create. */
  duplicates: number;
  /** Creates without a record. */
  missing: number;
  failures: readonly string[];
}

const SERVERS = 2;
/** How many creates run at the same time. */
const AT_ONCE = 8;
const FEWEST = 2;
const MOST = 5;

/** Sends each create by several requests at once, under one key, through two servers of a Postgres database. */
export async function race(creates: number): Promise<Raced> {
  await using postgres = await startPostgres();
  await using fleet = new ServerFleet({ DATABASE_URL: postgres.url });
  for (let index = 0; index < SERVERS; index += 1) await fleet.start(index);
  const requests = new KeyedRequests(() => fleet.urls);
  const desk = requests.desk();
  const failures: string[] = [];
  let begun = 0;

  async function work(): Promise<void> {
    while (begun < creates) {
      begun += 1;
      const title = `crash-${begun}`;
      const options = { idempotencyKey: `race-${begun}` };
      const racing = FEWEST + Math.floor(Math.random() * (MOST - FEWEST + 1));
      const outcomes = await Promise.allSettled(
        Array.from({ length: racing }, () => desk.incidents.create({ title, service_id: 20 }, options)),
      );
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') failures.push(textOf(outcome.reason));
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const keyed = await requests.compare();
  const { entries } = await everyEntry(fleet.urls[0] as string, 'incident');
  const titles = entries.map(({ title }) => title).filter(markIn);
  const distinct = new Set(titles).size;
  return {
    creates,
    duplicates: titles.length - distinct,
    missing: creates - distinct,
    failures,
    ...keyed,
  };
}

/** @throws what is no error of a call */
function textOf(error: unknown): string {
  if (isServiceDeskError(error)) return error.message;
  throw error;
}
