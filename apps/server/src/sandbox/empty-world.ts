import type { RecordType } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';

/** The account of the empty world. */
export const EMPTY_ACCOUNT = 1;

/** Its tokens: its agent's and the account's. */
export const EMPTY_TOKENS = { agent: 'sandbox-agent', account: 'sandbox-account' };

const AGENT = 1;
const SERVICE = 1;
const RECORD_TYPES: readonly RecordType[] = ['incident', 'problem', 'change', 'release'];
const LEVELS = ['Urgent', 'Important', 'Minor'];

/** Fills an empty database with an account that has one agent, one service and no records. */
export async function seedEmptyWorld(db: Db): Promise<void> {
  const account_id = EMPTY_ACCOUNT;
  await db
    .insertInto('accounts')
    .values({ id: account_id, name: 'Sandbox', owner_id: AGENT, time_zone: 'UTC' })
    .execute();
  await db
    .insertInto('users')
    .values({
      account_id,
      id: AGENT,
      kind: 'user',
      first_name: 'Sam',
      last_name: 'Sandbox',
      email: 'sam@sandbox.example',
      email_aliases: '',
      office_phone: '',
      mobile_phone: '',
      other_phone: '',
      fax: '',
      address: '',
      job_title: '',
      department: '',
      notes: '',
      time_zone: '',
      company_id: null,
      time_administrator: 1,
      activated_at: 0,
      created_at: 0,
      updated_at: 0,
      avatar_id: null,
    })
    .execute();
  await db
    .insertInto('tokens')
    .values([
      {
        hash: hashOf(EMPTY_TOKENS.agent),
        account_id,
        user_id: AGENT,
        hourly_limit: null,
        created_at: 0,
      },
      { hash: hashOf(EMPTY_TOKENS.account), account_id, user_id: null, hourly_limit: null, created_at: 0 },
    ])
    .execute();
  await db
    .insertInto('services')
    .values({
      account_id,
      id: SERVICE,
      name: 'Help Desk',
      slug: 'help-desk',
      avatar_id: null,
      default_assignee_id: null,
    })
    .execute();
  await db.insertInto('service_access').values({ account_id, service_id: SERVICE, user_id: AGENT }).execute();
  await db
    .insertInto('service_priorities')
    .values(
      RECORD_TYPES.flatMap((record_type, kind) =>
        LEVELS.map((description, index) => ({
          account_id,
          id: kind * LEVELS.length + index + 1,
          service_id: SERVICE,
          record_type,
          level: index + 1,
          description,
          due_hours: null,
          escalation_hours: null,
        })),
      ),
    )
    .execute();
  await db
    .insertInto('service_activity_types')
    .values(
      RECORD_TYPES.map((record_type, kind) => ({
        account_id,
        id: kind + 1,
        service_id: SERVICE,
        record_type,
        name: 'General',
        default_priority_id: null,
      })),
    )
    .execute();
  await db
    .insertInto('config_types')
    .values({ account_id, id: 1, parent_id: null, name: 'Config Item', fields: '[]' })
    .execute();
}
