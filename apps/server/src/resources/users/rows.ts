import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { preparedRows } from '../../store/prepared.ts';
import { rememberedById } from '../../store/remembered.ts';
import type { Id, NamedRow, UsersTable } from '../../store/schema.ts';
import { avatarView, type Pictured, pictureOf } from '../avatars/rows.ts';

export type UserRow = NamedRow<UsersTable> & Pictured;

/** A user's or group's full name. */
export function fullName({ first_name, last_name }: { first_name: string; last_name: string }): string {
  return [first_name, last_name].filter(Boolean).join(' ');
}

/** A user or group as other things name them. Inside them, a picture that is not there is `""`. */
export function personView(user: UserRow): Schemas['Person'] {
  return { ...nameView(user), avatar: avatarView(user, '') };
}

/** What all views of a user or group have in common. */
export function nameView(user: UserRow) {
  const link = `${LINKS}/users/${user.id}`;
  return {
    id: user.id,
    ...(user.kind === 'group' ? { group_link: link } : { user_link: link }),
    full_name: fullName(user),
    first_name: user.first_name,
    last_name: user.kind === 'group' ? null : user.last_name,
  };
}

/** The users and groups with these ids, as other things name them. */
export async function personsById(
  { db }: ReadContext,
  ids: Iterable<Id | null>,
): Promise<(id: Id | null) => Schemas['Person'] | null> {
  const persons = await personsWithIds(db, ids);
  return (id) => (id === null ? null : (persons.get(id) ?? null));
}

const usersWithIds = preparedRows((db, { ids }: { ids: Id[] }) =>
  db.from('users').selectAll().select(pictureOf('users')).where('id', 'in', ids),
);

const personsWithIds = rememberedById(usersWithIds, personView);

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
 * Checks that a field names somebody of the account who is not disabled. Blank is left to the caller.
 *
 * @param before the user whom the field names so far: sent back, they are not looked up again
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
