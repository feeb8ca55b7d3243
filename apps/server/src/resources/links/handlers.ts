import type { Handlers } from '../../calls/call.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { type End, findEnd, findLink, linkNamed, unlinkRecords } from './rows.ts';
import { linkLists } from './views.ts';

/** One end of a link, as addresses name it: the type in the plural. */
function endOf(types: `${RecordType}s`, id: Id): End {
  return { type: types.slice(0, -1) as RecordType, id };
}

export const links: Handlers<'links.list' | 'links.create' | 'links.get' | 'links.delete'> = {
  async 'links.list'({ ids, ...context }) {
    const record = endOf(ids.record_type, ids.record_id);
    await findEnd(context, record);
    return linkLists(context, record);
  },

  'links.create': ({ ids, body, write }) =>
    write(async (context) => {
      const record = endOf(ids.record_type, ids.record_id);
      await linkNamed(context, record, body);
      return linkLists(context, record);
    }),

  async 'links.get'({ ids, ...context }) {
    const [source, linked] = [endOf(ids.src_type, ids.src_id), endOf(ids.link_type, ids.link_id)];
    await findLink(context, source, linked);
    return linkLists(context, source, linked);
  },

  'links.delete': ({ ids, write }) =>
    write(async (context) => {
      const source = endOf(ids.src_type, ids.src_id);
      await unlinkRecords(context, source, endOf(ids.link_type, ids.link_id));
      return linkLists(context, source);
    }),
};
