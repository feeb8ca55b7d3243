import type { Handlers } from '../../calls/call.ts';
import { found } from '../../calls/faults.ts';
import { isGiven } from '../../rules/values.ts';
import { avatarView } from '../avatars/views.ts';
import { countRecords } from '../records/lists.ts';
import { findService } from '../services/rows.ts';
import { findUser, listUsers, type UserRow } from './rows.ts';
import { nameView, userView } from './views.ts';

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
    const user = found(await findUser(call, call.ids.id), 'user');
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
