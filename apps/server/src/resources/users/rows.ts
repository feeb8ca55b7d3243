import type { ReadContext } from '../../calls/context.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Id, NamedRow, UsersTable } from '../../store/schema.ts';
import { type Pictured, pictureOf } from '../avatars/rows.ts';

export type UserRow = NamedRow<UsersTable> & Pictured;

/** The users and groups with these ids. */
export const usersWithIds = preparedRows((db, { ids }: { ids: Id[] }) =>
  db.from('users').selectAll().select(pictureOf('users')).where('id', 'in', ids),
);

/** A user or group of the account. */
export async function findUser({ db }: ReadContext, id: Id): Promise<UserRow | undefined> {
  const [user] = await usersWithIds(db, { ids: [id] });
  return user;
}

/** A user or group of the account who may be given something new: a disabled user may not. */
export async function findActiveUser(context: ReadContext, id: Id): Promise<UserRow | undefined> {
  const user = await findUser(context, id);
  return user?.disabled_at === null ? user : undefined;
}

/**
 * Checks that a field names a user of the account who is not disabled. Blank is left to the caller.
 *
 * @param before the current user of the field: if sent back unchanged, it is not checked again
 */
export async function checkUser(
  context: ReadContext,
  field: string,
  id: Id | null | undefined,
  before?: Id | null,
): Promise<void> {
  if (id === null || id === undefined || id === before) return;
  if (!(await findActiveUser(context, id))) context.faults.notFound(field, 'user');
}

/** All users and groups by name but those that are disabled, or those with access to a service, themselves or through a group. */
export async function listUsers({ db }: ReadContext, service: Id | undefined): Promise<UserRow[]> {
  let query = db.from('users').selectAll().select(pictureOf('users')).where('disabled_at', 'is', null);
  if (service !== undefined) {
    query = query.where((eb) => {
      const withAccess = db.from('service_access').select('user_id').where('service_id', '=', service);
      const members = db.from('memberships').select('user_id').where('group_id', 'in', withAccess);
      return eb.or([eb('id', 'in', withAccess), eb('id', 'in', members)]);
    });
  }
  return query.orderBy('name_key').orderBy('id').execute();
}
