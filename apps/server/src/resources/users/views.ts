import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { blankSeparated, timestamp } from '../../rules/time.ts';
import { cachedById } from '../../store/cache.ts';
import type { Id } from '../../store/schema.ts';
import { avatarView } from '../avatars/views.ts';
import { companyRef } from '../companies/views.ts';
import { type UserRow, usersWithIds } from './rows.ts';

/** A user or group on its own. */
export async function userView(context: ReadContext, user: UserRow): Promise<Schemas['User']> {
  return {
    ...nameView(user),
    avatar: avatarView(user, ''),
    email: user.email,
    email_aliases: user.email_aliases,
    office_phone: user.office_phone,
    mobile_phone: user.mobile_phone,
    other_phone: user.other_phone,
    fax: user.fax,
    address: user.address,
    job_title: user.job_title,
    department: user.department,
    notes: user.notes,
    time_zone: user.time_zone,
    Company: await companyRef(context, user.company_id),
    activated_at: blankSeparated(user.activated_at),
    created_at: timestamp(user.created_at),
    updated_at: timestamp(user.updated_at),
  };
}

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

const personsWithIds = cachedById(usersWithIds, personView);
