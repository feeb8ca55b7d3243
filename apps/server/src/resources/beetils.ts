import { notFound } from '../records/faults.ts';
import { recordByNumber, recordTables } from '../records/records.ts';
import type { Handlers } from './call.ts';

export const beetils: Handlers<'beetils.get'> = {
  async 'beetils.get'(call) {
    const found = await recordByNumber(call, call.ids.id);
    if (!found) throw notFound('record');
    return { location: `/${recordTables[found.type]}/${found.record.id}` };
  },
};
