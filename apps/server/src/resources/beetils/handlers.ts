import type { Handlers } from '../../calls/call.ts';
import { notFound } from '../../calls/faults.ts';
import { recordByNumber, recordTables } from '../records/rows.ts';

export const beetils: Handlers<'beetils.get'> = {
  async 'beetils.get'(call) {
    const found = await recordByNumber(call, call.ids.id);
    if (!found) throw notFound('record');
    return { location: `/${recordTables[found.type]}/${found.record.id}` };
  },
};
