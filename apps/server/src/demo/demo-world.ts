import { recountOpen } from '../store/open-counts.ts';
import type { Db } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';
import { FOUNDED, insertLinks, type SeedLink } from './builders.ts';
import { seedChanges } from './changes.ts';
import { seedConfiguration } from './configuration.ts';
import { ADMIN, DAN, DESK, LUKE } from './demo-ids.ts';
import { seedIncidents } from './incidents.ts';
import { seedPeople } from './people.ts';
import { seedPictures } from './pictures.ts';
import { seedProblems } from './problems.ts';
import { seedPublications } from './publications.ts';
import { seedReleases } from './releases.ts';
import { seedServices } from './services.ts';
import { seedTime } from './time-entries.ts';

/*
 * The demo data: a small company with the people, services and incidents of the guide's examples, as far as these are
 * consistent, and the ids of all printed requests. The documented examples are responses of a provider with this data.
 */

/** The current time of the demo data. */
export const WORLD_NOW = '2010-03-24T09:00:00Z';

/** The account of the demo data. */
export const WORLD_ACCOUNT = 1;

/** Its tokens. They are public, so a provider that others can reach must refuse them. */
export const DEMO_TOKENS = ['demo-dan', 'demo-luke', 'demo-account'] as const;

/** A token whose hourly limit is used up by the first request. */
export const SPENT_TOKEN = 'demo-spent';

/** The last reference number in use. */
const LAST_NUMBER = 13_599;

/** The pairs of linked records, of any type. */
const links: SeedLink[] = [
  ['incident', 13534, 'incident', 745],
  ['incident', 13543, 'problem', 13561],
  ['incident', 33, 'incident', 331],
  ['incident', 33, 'problem', 9],
];

/** A report of the guide: all records of the service desk, newest first. Its id is above 2^53. */
const REPORT = 862260361677721612n;

/**
 * Seeds an empty database with the demo data.
 *
 * @param options.shift seconds to shift all dates by
 * @param options.account the id of the account
 */
export async function seedWorld(
  db: Db,
  { shift, account: account_id = WORLD_ACCOUNT }: { shift: number; account?: number },
): Promise<void> {
  const at = (moment: string) => Date.parse(moment) / 1000 + shift;
  const place = { db, account_id, at };
  const founded = at(FOUNDED);

  await db
    .insertInto('accounts')
    .values({ id: account_id, name: 'Youdo', owner_id: ADMIN, time_zone: 'UTC' })
    .execute();
  await seedPeople(place);
  await db
    .insertInto('tokens')
    .values([
      { hash: hashOf('demo-dan'), account_id, user_id: DAN, hourly_limit: null, created_at: founded },
      { hash: hashOf('demo-luke'), account_id, user_id: LUKE, hourly_limit: null, created_at: founded },
      { hash: hashOf('demo-account'), account_id, user_id: null, hourly_limit: null, created_at: founded },
      { hash: hashOf(SPENT_TOKEN), account_id, user_id: DAN, hourly_limit: 0, created_at: founded },
    ])
    .execute();

  await seedServices(place);

  await seedIncidents(place);
  await insertLinks(place, links);
  await seedProblems(place);
  await seedChanges(place);
  await seedReleases(place);
  await db
    .insertInto('reports')
    .values({
      account_id,
      id: REPORT,
      record_type: 'incident',
      name: 'All of the service desk',
      filters: JSON.stringify({ service_ids: [DESK] }),
      order: null,
    })
    .execute();
  await seedTime(db, account_id, at);
  await db
    .insertInto('sequences')
    .values([
      { account_id, name: 'record', last: LAST_NUMBER },
      { account_id, name: 'note', last: 38_100 },
      { account_id, name: 'watch', last: 20_300 },
      { account_id, name: 'change_tester', last: 20 },
      { account_id, name: 'issue', last: 40 },
      { account_id, name: 'customer', last: 2_020 },
      { account_id, name: 'company', last: 33 },
    ])
    .execute();
  await seedConfiguration(db, { account_id, at });
  await recountOpen(db, account_id);
  await seedPictures(db, account_id);
  await seedPublications(place);
}
