import { findAnyRecord, recordTables } from '../records/records.ts';
import type { Handlers } from './call.ts';

export const beetils: Handlers<'beetils.get'> = {
  async 'beetils.get'(call) {
    const { type, id } = await findAnyRecord(call, call.ids.id);
    return { location: `/${recordTables[type]}/${id}` };
  },
};
