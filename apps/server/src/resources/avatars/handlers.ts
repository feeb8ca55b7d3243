import type { Handlers } from '../../calls/call.ts';
import { notFound } from '../../calls/faults.ts';
import { findAvatar } from './rows.ts';

export const avatars: Handlers<'avatars.get'> = {
  async 'avatars.get'(call) {
    const public_filename = await findAvatar(call, call.ids.id);
    if (public_filename === undefined) throw notFound('avatar');
    return { avatar: { public_filename } };
  },
};
