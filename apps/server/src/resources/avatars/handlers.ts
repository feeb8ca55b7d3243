import type { Handlers } from '../../calls/call.ts';
import { found } from '../../calls/faults.ts';
import { findAvatar } from './rows.ts';

export const avatars: Handlers<'avatars.get'> = {
  async 'avatars.get'(call) {
    const public_filename = found(await findAvatar(call, call.ids.id), 'avatar');
    return { avatar: { public_filename } };
  },
};
