import { findAvatar } from '../records/avatars.ts';
import { notFound } from '../records/faults.ts';
import type { Handlers } from './call.ts';

export const avatars: Handlers<'avatars.get'> = {
  async 'avatars.get'(call) {
    const public_filename = await findAvatar(call, call.ids.id);
    if (public_filename === undefined) throw notFound('avatar');
    return { avatar: { public_filename } };
  },
};
