import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { withTrimmedAddresses } from '../mail-addresses.ts';
import { fullName } from '../resources/users/views.ts';
import { timestamp } from '../rules/time.ts';
import type { Id, UsersTable } from '../store/schema.ts';
import { checkNotDefaultAssignee, removingAccess, withMembers } from './access.ts';
import { checkedName, checkUnused } from './checks.ts';
import { type Found, find } from './find.ts';
import { newId } from './new-id.ts';
import { openRecordsOf, reassignOpenRecords } from './reassignment.ts';
import { grantAccess } from './services.ts';
import { revokeTokensOf } from './tokens.ts';

type UserRow = Found<'user'>;

/** The text columns of a user, other than the name. */
export const CONTACT = [
  'email',
  'email_aliases',
  'office_phone',
  'mobile_phone',
  'other_phone',
  'fax',
  'address',
  'job_title',
  'department',
  'notes',
  'time_zone',
] as const satisfies (keyof UsersTable)[];

/** The input for a user. */
export interface UserInput extends Partial<Record<(typeof CONTACT)[number], string | undefined>> {
  first_name?: string | undefined;
  last_name?: string | undefined;
  /** A company by id or name; blank: none. */
  company?: string | undefined;
  /** Services to add access to. */
  services?: string[] | undefined;
  /** Groups to join. */
  groups?: string[] | undefined;
}

/** Creates a user without a token. */
export async function createUser(
  context: WriteContext,
  input: UserInput & { first_name: string; id?: Id | undefined },
) {
  const user = await insertUser(context, 'user', {
    id: input.id,
    ...contactOf(input),
    first_name: checkedName(context, 'first_name', input.first_name),
    last_name: input.last_name ? checkedName(context, 'last_name', input.last_name) : '',
    company_id: await companyOf(context, input.company),
  });
  await addAccess(context, user.id, input);
  return showUser(context, user);
}

/** Changes a user. Services and groups are added to the existing ones. */
export async function setUser(context: WriteContext, user: UserRow, input: UserInput) {
  const { first_name, last_name, company } = input;
  const changes = {
    ...contactOf(input),
    ...(first_name !== undefined && { first_name: checkedName(context, 'first_name', first_name) }),
    ...(last_name !== undefined && { last_name }),
    ...(company !== undefined && { company_id: await companyOf(context, company) }),
  };
  await addAccess(context, user.id, input);
  await update(context, user, changes);
  return showUser(context, await find(context, 'user', String(user.id)));
}

/** Lists the users or groups of the account by name. */
export async function listPeople(context: ReadContext, kind: UserRow['kind']) {
  const { db } = context;
  const rows = await db
    .from('users')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('name_key')
    .orderBy('id')
    .execute();
  return rows.map(kind === 'user' ? userView : groupView);
}

/** Returns a user with the names of their groups and services, and the number of open records assigned to them. */
export async function showUser(context: ReadContext, user: UserRow) {
  return {
    ...userView(user),
    open_records: await openRecordsOf(context, user.id),
    groups: await namesOf(context, 'groups', user.id),
    services: await namesOf(context, 'services', user.id),
  };
}

/**
 * Disables a user who has left. Records keep their name. They lose tokens, access, memberships and watches, so that they
 * cannot call the API and get no mail or new records.
 *
 * @param reassignTo the new assignee of their open records; without it, these stay assigned
 * @throws CallError if they own the account or are the default assignee of a service
 */
export async function disableUser(context: WriteContext, user: UserRow, reassignTo?: string | undefined) {
  const { db, now } = context;
  if (user.disabled_at !== null) throw new CallError(`${fullName(user)} is already disabled`);
  await checkCanBeDisabled(context, user);
  const reassigned = reassignTo === undefined ? 0 : await reassignOpenRecords(context, user, reassignTo);
  const tokens = await revokeTokensOf(context, user);
  for (const table of ['memberships', 'service_access', 'watches', 'idempotency_keys'] as const) {
    await db.remove(table).where('user_id', '=', user.id).execute();
  }
  await update(context, user, { disabled_at: now, time_administrator: 0 });
  const after = await find(context, 'user', String(user.id));
  return { ...(await showUser(context, after)), revoked_tokens: tokens, reassigned_records: reassigned };
}

/** Assigns the open records of a user, who may be disabled, to another user or group. */
export async function reassignRecords(context: WriteContext, user: UserRow, to: string) {
  const reassigned_records = await reassignOpenRecords(context, user, to);
  return { ...(await showUser(context, user)), reassigned_records };
}

/** Enables a disabled user. Tokens, access, memberships and watches are not restored. */
export async function enableUser(context: WriteContext, user: UserRow) {
  if (user.disabled_at === null) throw new CallError(`${fullName(user)} is not disabled`);
  await update(context, user, { disabled_at: null });
  return showUser(context, await find(context, 'user', String(user.id)));
}

/**
 * Removes a user or group that nothing refers to.
 *
 * @throws CallError if it is in use
 */
export async function removePerson(context: WriteContext, person: UserRow) {
  const { db } = context;
  const instead = person.kind === 'user' ? ': disable the user instead' : '';
  await checkUnused(context, 'user', { id: person.id, name: fullName(person) }, instead);
  const shown = person.kind === 'user' ? await showUser(context, person) : await showGroup(context, person);
  await revokeTokensOf(context, person);
  await removingAccess(context, await withMembers(context, person.id), async () => {
    for (const [table, column] of [
      ['memberships', 'user_id'],
      ['memberships', 'group_id'],
      ['service_access', 'user_id'],
      ['watches', 'user_id'],
      ['users', 'id'],
    ] as const) {
      await db
        .remove(table)
        .where(column as 'user_id', '=', person.id)
        .execute();
    }
  });
  return shown;
}

/** Creates a group. */
export async function createGroup(
  context: WriteContext,
  input: {
    name: string;
    id?: Id | undefined;
    email?: string | undefined;
    services?: string[] | undefined;
    members?: string[] | undefined;
  },
) {
  const group = await insertUser(context, 'group', {
    id: input.id,
    first_name: checkedName(context, 'name', input.name),
    email: input.email ?? '',
  });
  await addAccess(context, group.id, { services: input.services });
  return addMembers(context, group, input.members ?? []);
}

/** Changes the name or e-mail address of a group. */
export async function setGroup(
  context: WriteContext,
  group: UserRow,
  { name, email }: { name?: string | undefined; email?: string | undefined },
) {
  await update(context, group, {
    ...(name !== undefined && { first_name: checkedName(context, 'name', name) }),
    ...(email !== undefined && { email }),
  });
  return showGroup(context, await find(context, 'group', String(group.id)));
}

/** Adds users to a group. */
export async function addMembers(context: WriteContext, group: UserRow, users: string[]) {
  for (const text of users) await join(context, group.id, text);
  return showGroup(context, group);
}

/**
 * Removes users from a group.
 *
 * @throws CallError if the default assignee of a service would lose access
 */
export async function removeMembers(context: WriteContext, group: UserRow, users: string[]) {
  const { db } = context;
  for (const text of users) {
    const user = await find(context, 'user', text);
    const { numDeletedRows } = await removingAccess(context, [user.id], () =>
      db
        .remove('memberships')
        .where('group_id', '=', group.id)
        .where('user_id', '=', user.id)
        .executeTakeFirst(),
    );
    if (numDeletedRows === 0n) throw new CallError(`${fullName(user)} is not a member of ${fullName(group)}`);
  }
  return showGroup(context, group);
}

/** Returns a group with the names of its members and services. */
export async function showGroup(context: ReadContext, group: UserRow) {
  return {
    ...groupView(group),
    members: await namesOf(context, 'members', group.id),
    services: await namesOf(context, 'services', group.id),
  };
}

/** Grants or revokes the right to see, enter and change the time of all users. */
export async function setTimeAdministrator(context: WriteContext, user: UserRow, granted: boolean) {
  if (user.disabled_at !== null) throw new CallError(`${fullName(user)} is disabled`);
  await update(context, user, { time_administrator: granted ? 1 : 0 });
  return userView(await find(context, 'user', String(user.id)));
}

function contactOf(input: UserInput) {
  const given = CONTACT.filter((name) => input[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, input[name]])) as Partial<
    Pick<UserRow, (typeof CONTACT)[number]>
  >;
}

async function companyOf(context: ReadContext, text: string | undefined): Promise<Id | null> {
  return text ? (await find(context, 'company', text)).id : null;
}

async function insertUser(
  context: WriteContext,
  kind: UserRow['kind'],
  fields: Partial<Omit<UserRow, 'id'>> & { id: Id | undefined },
): Promise<UserRow> {
  const { db, now, faults } = context;
  faults.throwIfAny();
  return db
    .insert('users', {
      ...(Object.fromEntries(CONTACT.map((name) => [name, ''])) as Record<(typeof CONTACT)[number], string>),
      company_id: null,
      avatar_id: null,
      time_administrator: 0,
      first_name: '',
      last_name: '',
      ...withTrimmedAddresses(fields),
      id: await newId(context, 'users', fields.id),
      kind,
      activated_at: kind === 'user' ? now : null,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function update(
  { db, now, faults }: WriteContext,
  { id, first_name, last_name }: UserRow,
  changes: Partial<UserRow>,
): Promise<void> {
  faults.throwIfAny();
  await db
    .update('users')
    .set({
      ...withTrimmedAddresses(changes),
      // The name key is computed from both names.
      first_name: changes.first_name ?? first_name,
      last_name: changes.last_name ?? last_name,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
}

async function addAccess(
  context: WriteContext,
  person: Id,
  { services = [], groups = [] }: UserInput,
): Promise<void> {
  for (const text of services)
    await grantAccess(context, await find(context, 'service', text), [String(person)]);
  for (const text of groups) await join(context, (await find(context, 'group', text)).id, String(person));
}

async function join(context: WriteContext, group: Id, text: string): Promise<void> {
  const { db } = context;
  const user = await find(context, 'user', text);
  if (user.disabled_at !== null) throw new CallError(`${fullName(user)} is disabled`);
  await db
    .insert('memberships', { group_id: group, user_id: user.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function checkCanBeDisabled(context: ReadContext, user: UserRow): Promise<void> {
  const { db, caller } = context;
  const owned = await db.source
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', caller.account)
    .where('owner_id', '=', user.id)
    .executeTakeFirst();
  if (owned) throw new CallError(`${fullName(user)} owns the account: set another owner first`);
  await checkNotDefaultAssignee(context, user.id);
}

/** The names of the groups or services of a user or group, or of the members of a group. */
async function namesOf(
  { db }: ReadContext,
  relation: 'groups' | 'members' | 'services',
  id: Id,
): Promise<string[]> {
  if (relation === 'services') {
    const rows = await db
      .from('services')
      .select('name')
      .where('id', 'in', db.from('service_access').select('service_id').where('user_id', '=', id))
      .orderBy('name_key')
      .execute();
    return rows.map(({ name }) => name);
  }
  const [own, other] =
    relation === 'groups' ? (['user_id', 'group_id'] as const) : (['group_id', 'user_id'] as const);
  const rows = await db
    .from('users')
    .select(['first_name', 'last_name'])
    .where('id', 'in', db.from('memberships').select(other).where(own, '=', id))
    .orderBy('name_key')
    .orderBy('id')
    .execute();
  return rows.map(fullName);
}

function userView(user: UserRow) {
  const { id, first_name, last_name, company_id } = user;
  return {
    id,
    name: fullName(user),
    first_name,
    last_name,
    ...(Object.fromEntries(CONTACT.map((name) => [name, user[name]])) as Pick<
      UserRow,
      (typeof CONTACT)[number]
    >),
    company_id,
    time_administrator: user.time_administrator === 1,
    disabled_at: timestamp(user.disabled_at),
    created_at: timestamp(user.created_at),
    updated_at: timestamp(user.updated_at),
  };
}

function groupView({ id, first_name, email, created_at, updated_at }: UserRow) {
  return {
    id,
    name: first_name,
    email,
    created_at: timestamp(created_at),
    updated_at: timestamp(updated_at),
  };
}
