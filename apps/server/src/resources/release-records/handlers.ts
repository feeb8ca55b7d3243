import type { Handlers } from '../../calls/call.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id } from '../../store/schema.ts';
import { noteHandlers } from '../notes/handlers.ts';
import { noteTypes } from '../notes/note-types.ts';
import { findRecord, parentRecord } from '../records/rows.ts';
import {
  createReleaseRecord,
  findReleaseRecord,
  parentReleaseRecord,
  releaseRecordsOf,
  updateReleaseRecord,
} from './rows.ts';
import { releaseRecordSummary, releaseRecordView } from './views.ts';

export const releaseRecords: Handlers<
  | 'releases.releaseRecords.list'
  | 'releases.releaseRecords.create'
  | 'releases.releaseRecords.get'
  | 'releases.releaseRecords.update'
> = {
  async 'releases.releaseRecords.list'(call) {
    const { id } = await findRecord(call, 'release', call.ids.release_id);
    const records = await releaseRecordsOf(call, [id]);
    return {
      release_records: records.map((record) => ({ release_record: releaseRecordSummary(record) })),
    };
  },

  'releases.releaseRecords.create': (call) =>
    call.write(async (context) => {
      const release = parentRecord('release', await findRecord(context, 'release', call.ids.release_id));
      const record = await createReleaseRecord(context, release, call.body);
      return { release_record: await releaseRecordView(context, record) };
    }),

  async 'releases.releaseRecords.get'(call) {
    const release = parentRecord('release', await findRecord(call, 'release', call.ids.release_id));
    const record = await findReleaseRecord(call, release, call.ids.id);
    return { release_record: await releaseRecordView(call, record) };
  },

  'releases.releaseRecords.update': (call) =>
    call.write(async (context) => {
      const release = parentRecord('release', await findRecord(context, 'release', call.ids.release_id));
      const before = await findReleaseRecord(context, release, call.ids.id);
      const record = await updateReleaseRecord(context, before, call.body);
      return { release_record: await releaseRecordView(context, record) };
    }),
};

/** The notes of release records. They move nothing: a release record changes no field of its release. */
export const releaseRecordNotes = noteHandlers<
  Extract<OperationId, `releases.releaseRecords.${'comments' | 'recordNotes'}.${string}`>
>({
  prefix: 'releases.releaseRecords',
  types: noteTypes.release_record,
  async parentOf(context, { release_id, release_record_id }) {
    const release = parentRecord('release', await findRecord(context, 'release', release_id as Id));
    return parentReleaseRecord(await findReleaseRecord(context, release, release_record_id as Id));
  },
  touch: async () => {},
});
