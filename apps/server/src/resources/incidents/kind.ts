import { OPEN, resolutionAndClosureAfter, statusOf } from '../../rules/closing.ts';
import { notesOf } from '../notes/rows.ts';
import type { RecordKind } from '../records/kind.ts';
import { chosenService } from '../records/references.ts';
import { parentRecord } from '../records/rows.ts';
import { datesAfter, datesOfNew } from './incident-dates.ts';
import { incidentViews } from './views.ts';

/** Incidents are resolved before they are closed, and due when their priority says so. */
export const incidentKind: RecordKind<'incident'> = {
  lists: { order: 'due_date', columns: ['resolved_at', 'due_date', 'priority_level'] },

  blank: ({ caller, now }) => ({
    ...OPEN,
    customer_id: null,
    received_by_id: caller.person,
    interesting: 0,
    common: 0,
    priority_level: null,
    opened_at: now,
    due_date: null,
    due_to_escalate_at: null,
    due_outdated: 0,
  }),
  assignedByService: true,
  fields: {
    plain: ['customer_id', 'received_by_id'],
    flags: ['interesting', 'common'],
    people: ['owner_id', 'received_by_id', 'resolved_by_user_id', 'closed_by_user_id'],
    amounts: [],
    secondNames: {},
    texts: { symptom: ['symptom'], resolution: ['resolution'] },
  },
  serviceOfNew: chosenService,
  async progressAfter(context, { before, input, codes }) {
    const { id } = before;
    const resolutions =
      id === undefined ? [] : await notesOf(context, parentRecord('incident', { id }), 'resolution');
    return resolutionAndClosureAfter(context, before, input, {
      newestResolution: resolutions.at(-1)?.note,
      codes,
    });
  },
  derived: { ofNew: datesOfNew, ofChanged: datesAfter },

  stateOf: statusOf,
  views: incidentViews,
};
