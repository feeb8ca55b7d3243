import type { Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import type { Schemas } from '../../generated/types.ts';
import { blankSeparated, timestamp } from '../../rules/time.ts';
import { isGiven } from '../../rules/values.ts';
import type { Id } from '../../store/schema.ts';
import { avatarView, pictureOf } from '../avatars/rows.ts';
import { companyRef } from '../companies/rows.ts';
import { countRecords } from '../records/lists.ts';
import { findService } from '../services/rows.ts';
import { findUser, nameView, type UserRow } from './rows.ts';

export const users: Handlers<'users.list' | 'users.get' | 'users.current'> = {
  async 'users.list'(call) {
    const { service_id } = call.query;
    if (isGiven(service_id) && !(await findService(call, service_id)))
      call.faults.notFound('service_id', 'service');
    call.faults.throwIfAny();
    const rows = await listUsers(call, service_id ?? undefined);
    return { users: rows.map((user) => ({ ...nameView(user), avatar: avatarView(user, null) })) };
  },

  async 'users.get'(call) {
    const user = await findUser(call, call.ids.id);
    if (!user) throw notFound('user');
    return { user: await userView(call, user) };
  },

  async 'users.current'(call) {
    const { service_ids } = call.query;
    const filter = service_ids ? { service_ids } : {};
    const [incident_count, problem_count, change_count, release_count] = await Promise.all([
      countRecords(call, 'incident', filter),
      countRecords(call, 'problem', filter),
      countRecords(call, 'change', filter),
      countRecords(call, 'release', filter),
    ]);
    call.faults.throwIfAny();
    const user = (await findUser(call, call.caller.person)) as UserRow;
    return {
      user: {
        ...(await userView(call, user)),
        incident_count,
        problem_count,
        change_count,
        release_count,
      },
    };
  },
};

/** All users and groups by name but those that are disabled, or those with access to a service, themselves or through a group. */
async function listUsers({ db }: ReadContext, service: Id | undefined): Promise<UserRow[]> {
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

async function userView(context: ReadContext, user: UserRow): Promise<Schemas['User']> {
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
