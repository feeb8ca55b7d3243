import { sql } from 'kysely';
import { beforeEach, expect, inject, test } from 'vitest';
import { ADMIN, DAN } from './demo/demo-ids.ts';
import { WORLD_ACCOUNT } from './demo/demo-world.ts';
import { changedTables, takeSnapshot } from './sandbox/world-snapshot.ts';
import { TABLES } from './store/tables.ts';
import { hashOf } from './store/tokens.ts';
import { type DocumentedCall, documentedCalls } from './test-support/documented-calls.ts';
import { type ProviderResponse, startProvider } from './test-support/provider.ts';

const { sandbox, as } = await startProvider();
const calls = documentedCalls();
const database = inject('postgres') ? 'Postgres' : 'SQLite';

/** An account beside the world's, with one user in it. */
/** Neither that of the world nor the one that the sandbox has beside it. */
const OTHER_ACCOUNT = 3;
/** A user of only the payroll service, without records in the demo world. */
const OUTSIDER = 900_001;
const OUTSIDERS_SERVICE = 123;

/** The callers, beside those of the documented examples. */
const callers = {
  owner: undefined,
  'colleague in the service': 'test-colleague',
  'colleague outside it': 'test-outsider',
  'other account': 'test-other-account',
  'account-wide token': 'demo-account',
  'revoked token': 'test-revoked',
  'no token': '',
} as const;

type Caller = keyof typeof callers;

/** Who sees what an operation is about: those of its service, everybody of the account, or whose it is. */
type Scope = 'service' | 'account' | 'own';

const scopes: Record<string, Scope> = {
  incidents: 'service',
  problems: 'service',
  changes: 'service',
  releases: 'service',
  links: 'service',
  beetils: 'service',
  messages: 'service',
  knowledgeArticles: 'service',
  services: 'service',
  users: 'account',
  customers: 'account',
  companies: 'account',
  avatars: 'account',
  configTypes: 'account',
  configItems: 'account',
  configRelationshipTypes: 'account',
  timeEntries: 'own',
};

type Outcome = 'succeeds' | 'sees nothing' | 'finds nothing' | 'is refused';

/** What has to come of a call. A call without ids lists, shows the caller himself, or creates. */
function expected({ operation, method, hasIds, body }: DocumentedCall, caller: Caller): Outcome {
  const [first = ''] = operation.split('.');
  const scope = scopes[first];
  if (!scope) throw new Error(`${operation}: say in scopes who sees ${first}`);
  if (caller === 'no token' || caller === 'revoked token') return 'is refused';
  if (caller === 'other account') {
    // An account without a configuration database does not have its root either.
    if (hasIds || operation === 'configTypes.list') return 'finds nothing';
    if (method === 'GET') return 'sees nothing';
    // What a new thing refers to is not there; one that refers to nothing is made, in the account that it is made in.
    return scope === 'account' && !/_id"/.test(JSON.stringify(body)) ? 'succeeds' : 'finds nothing';
  }
  if (caller !== 'colleague outside it' || scope === 'account') return 'succeeds';
  return hasIds || method !== 'GET' ? 'finds nothing' : 'sees nothing';
}

/** What came of it. Of what the owner was `shown`, nothing may stand in an answer in which there is nothing to see. */
function outcome({ status, errors, text }: ProviderResponse, shown: readonly string[]): string {
  if (status === 401) return errors?.join() === '[E906] Invalid verifier' ? 'is refused' : text;
  if (status !== 200) return `${status} ${text}`;
  if (errors?.every((error) => /^\[E400\] no [a-z ]+ found$/.test(error))) return 'finds nothing';
  if (errors) return text;
  return linksIn(text).some((link) => shown.includes(link)) ? 'succeeds' : 'sees nothing';
}

/** The links to all that an answer holds. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/"\w+_link":"([^"]+)"/g)].map(([, link]) => link ?? '');
}

/** The tables of the world's account that are not as {@link prepare} left them. */
async function changed(): Promise<string[]> {
  return changedTables(sandbox.store.reading, tables, sql`account_id = ${sql.lit(WORLD_ACCOUNT)}`);
}

/** The tables that say of which account a row is. */
let tables: string[] = [];
/** Whether the world may have changed since it was prepared. */
let isTouched = true;
beforeEach(() => {
  isTouched = true;
});

/** The world from its beginning, with the callers beside those of the demo; nothing is done where nothing was changed. */
async function prepare(): Promise<void> {
  if (!isTouched) return;
  await sandbox.reset();
  isTouched = false;
  if (tables.length > 0) return;
  tables = (await sandbox.store.reading.introspection.getTables())
    .filter(({ name, columns }) => name in TABLES && columns.some((column) => column.name === 'account_id'))
    .map(({ name }) => name);
  await sandbox.store.write(WORLD_ACCOUNT, async (db) => {
    const token = { hourly_limit: null, created_at: 0 };
    const [dan] = await db
      .selectFrom('users')
      .selectAll()
      .where('account_id', '=', 1)
      .where('id', '=', DAN)
      .execute();
    if (!dan) throw new Error('the world has no Dan');
    await db
      .insertInto('accounts')
      .values({ id: OTHER_ACCOUNT, name: 'Other', owner_id: 1, time_zone: 'UTC' })
      .execute();
    await db
      .insertInto('users')
      .values({ ...dan, account_id: OTHER_ACCOUNT, id: 1 })
      .execute();
    await db
      .insertInto('users')
      .values({ ...dan, id: OUTSIDER, time_administrator: 0 })
      .execute();
    await db
      .insertInto('service_access')
      .values({ account_id: 1, service_id: OUTSIDERS_SERVICE, user_id: OUTSIDER })
      .execute();
    await db
      .insertInto('tokens')
      .values([
        { ...token, hash: hashOf(callers['colleague in the service']), account_id: 1, user_id: ADMIN },
        { ...token, hash: hashOf(callers['colleague outside it']), account_id: 1, user_id: OUTSIDER },
        { ...token, hash: hashOf(callers['other account']), account_id: OTHER_ACCOUNT, user_id: 1 },
        { ...token, hash: hashOf(callers['revoked token']), account_id: 1, user_id: DAN },
      ])
      .execute();
    await db.deleteFrom('tokens').where('hash', '=', hashOf(callers['revoked token'])).execute();
    await takeSnapshot(db);
  });
}

test('the outsider belongs to no service of the documented calls', async () => {
  await prepare();
  const { result } = await as(callers['colleague outside it']).get('services');
  expect(result.services.map(({ id }: { id: number }) => id)).toEqual([OUTSIDERS_SERVICE]);
});

test('who may do what: every operation, for each caller', async () => {
  const wrong: string[] = [];
  let cells = 0;
  for (const call of calls) {
    let shown: string[] = [];
    for (const [caller, token] of Object.entries(callers) as [Caller, string | undefined][]) {
      await prepare();
      const answer = await as(token ?? call.token).send(`/v1${call.path}${call.query}`, {
        method: call.method,
        ...(call.body !== undefined && {
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(call.body),
        }),
      });
      if (caller === 'owner') shown = linksIn(answer.text);
      const due = expected(call, caller);
      const came = outcome(answer, shown);
      // Each user has their own queue and writes their own records, which the owner's records need not be in.
      const ownThings = call.method === 'POST' || !call.hasIds || shown.length === 0;
      const fits = came === due || (ownThings && due === 'succeeds' && came === 'sees nothing');
      if (!fits) wrong.push(`${call.operation}, ${caller}: ${due}, but ${came}`);
      const writes = call.method !== 'GET';
      if (caller === 'other account' || (writes && due !== 'succeeds')) {
        const written = await changed();
        if (written.length > 0) wrong.push(`${call.operation}, ${caller}: changed ${written}`);
      }
      // What another account made is not looked at.
      isTouched = writes && (due === 'succeeds' || wrong.length > 0);
      cells += 1;
    }
  }
  expect(wrong).toEqual([]);
  console.log(
    `${cells} cells on ${database}: ${calls.length} operations × ${Object.keys(callers).length} callers, each as expected`,
  );
}, 300_000);
