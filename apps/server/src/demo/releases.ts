import type { Database } from '../store/schema.ts';
import {
  insertLinks,
  insertNotes,
  insertWatches,
  type SeedLink,
  type SeedNote,
  type SeedTarget,
  type SeedWatch,
} from './builders.ts';
import { BEN, DAN, DESK, LUKE, POWERSHOP, SIONE, TOMAS } from './demo-ids.ts';

/*
 * The releases of the demo data: the guide's, the fix of the double payments, and one in each other status. Luke has
 * several, so that their list is not empty.
 */

interface Release {
  id: number;
  title: string;
  service: number;
  priority: number;
  type: number;
  owner: number;
  assigned: number;
  created: string;
  /** When it was last changed. Default, when it was planned. */
  updated?: string;
  submitted?: [at: string, by: number];
  approved?: [at: string, by: number];
  declined?: string;
  released?: [at: string, by: number];
  closed?: [at: string, by: number, code: number, comment: string];
  dueLive?: string;
  reviewDue?: string;
  values?: Record<string, string>;
  externalEmail?: string;
}

const releases: Release[] = [
  {
    id: 1267,
    title: 'Testing...',
    service: DESK,
    priority: 701,
    type: 590,
    owner: DAN,
    assigned: BEN,
    created: '2008-04-10T22:50:33Z',
    updated: '2008-07-16T09:08:54Z',
    approved: ['2008-04-23T05:09:05Z', LUKE],
    // The guide closes it with a code that its own table does not have.
    closed: ['2008-07-16T03:46:47Z', DAN, 3, ''],
    values: { 'approved by client': 'yes', 'story points': '20' },
  },
  {
    id: 13580,
    title: 'Billing 4.2',
    service: POWERSHOP,
    priority: 861,
    type: 611,
    owner: DAN,
    assigned: SIONE,
    created: '2010-03-24T07:10:00Z',
    updated: '2010-03-24T08:20:00Z',
    submitted: ['2010-03-24T08:20:00Z', DAN],
    dueLive: '2010-03-25T20:00:00Z',
    reviewDue: '2010-03-27T20:00:00Z',
    externalEmail: 'billing@powershop.example',
  },
  {
    id: 13581,
    title: 'Customer portal 2.1',
    service: DESK,
    priority: 702,
    type: 591,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-22T01:30:00Z',
    dueLive: '2010-04-08T20:00:00Z',
  },
  {
    id: 13582,
    title: 'Mail relay 3.4',
    service: DESK,
    priority: 720,
    type: 590,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-16T21:00:00Z',
    updated: '2010-03-19T02:00:00Z',
    submitted: ['2010-03-17T22:30:00Z', LUKE],
    approved: ['2010-03-19T02:00:00Z', DAN],
    dueLive: '2010-03-26T20:00:00Z',
  },
  {
    id: 13583,
    title: 'Reports 1.9',
    service: DESK,
    priority: 702,
    type: 591,
    owner: LUKE,
    assigned: LUKE,
    created: '2010-03-15T03:15:00Z',
    updated: '2010-03-18T23:40:00Z',
    submitted: ['2010-03-17T03:00:00Z', LUKE],
    declined: '2010-03-18T23:40:00Z',
  },
  {
    id: 13584,
    title: 'Service desk 5.0',
    service: DESK,
    priority: 701,
    type: 590,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-01T20:10:00Z',
    updated: '2010-03-20T20:45:00Z',
    submitted: ['2010-03-04T01:00:00Z', LUKE],
    approved: ['2010-03-08T21:20:00Z', DAN],
    released: ['2010-03-20T20:45:00Z', SIONE],
    dueLive: '2010-03-20T20:00:00Z',
    reviewDue: '2010-03-26T20:00:00Z',
  },
  {
    id: 13585,
    title: 'Meter import 1.1',
    service: POWERSHOP,
    priority: 863,
    type: 612,
    owner: SIONE,
    assigned: DAN,
    created: '2010-03-21T22:05:00Z',
  },
];

const notes: SeedNote[] = [
  [38080, 13580, 'component', SIONE, '2010-03-24T07:12:00Z', 'Payment module 4.2, build 1187'],
  [
    38081,
    13580,
    'instruction',
    SIONE,
    '2010-03-24T07:20:00Z',
    'Stop the payment queue, switch, start it again.',
  ],
  [38082, 13580, 'backout', SIONE, '2010-03-24T07:25:00Z', 'Put build 1179 back; no data has to be moved.'],
  [38083, 13580, 'comment', DAN, '2010-03-24T07:40:00Z', 'The bank wants to know an hour before.'],
  [
    38084,
    13580,
    'review_instruction',
    DAN,
    '2010-03-24T07:45:00Z',
    'Compare the payments of the first night with the list of the bank.',
  ],
];

/** The notes of the guide's release record. */
const recordNotes: SeedNote[] = [
  [38085, 1, 'comment', DAN, '2008-07-16T02:40:00Z', 'Foo was down for an hour before.'],
  [38086, 1, 'record_note', LUKE, '2008-07-16T02:55:00Z', 'Took eleven minutes.'],
];

type Reviewer = [id: number, release: number, user: number, focus: string, named: string];

const reviewers: Reviewer[] = [
  [19, 1267, LUKE, '', '2008-04-29T01:20:11Z'],
  [5, 13584, LUKE, 'Production-isms', '2010-03-08T21:30:00Z'],
  [20, 13584, TOMAS, 'Logins and searches', '2010-03-08T21:32:00Z'],
];

type Past = [id: number, release: number, reference: string, at: string, to: string, succeeded: 0 | 1];

const records: Past[] = [
  [1, 1267, 'olaf polaf', '2008-07-16T02:39:20Z', 'Foo Bar', 1],
  [2, 13584, 'build 498', '2010-03-13T20:15:00Z', 'staging', 0],
  [3, 13584, 'build 502', '2010-03-20T20:45:00Z', 'production', 1],
];

const watches: SeedWatch[] = [
  [20280, 13580, DAN],
  [20281, 13580, 'jim.barrett@powershop.example'],
];

const links: SeedLink[] = [
  ['release', 1267, 'incident', 745],
  ['release', 13580, 'incident', 13543],
  ['release', 13583, 'release', 13584],
];

/** Inserts the releases, with their notes, watches, reviews, records and issues. People and services must exist. */
export async function seedReleases(place: SeedTarget): Promise<void> {
  const { db, account_id, at } = place;
  await db
    .insertInto('releases')
    .values(releases.map((release) => ({ account_id, ...releaseRow(release, at) })))
    .execute();
  await insertNotes(place, 'release', notes);
  await insertNotes(place, 'release_record', recordNotes);
  await insertWatches(place, 'release', watches);
  await insertLinks(place, links);
  await db
    .insertInto('review_users')
    .values(
      reviewers.map(([id, release_id, user_id, focus, named]) => ({
        account_id,
        id,
        release_id,
        user_id,
        focus,
        completed_at: null,
        created_at: at(named),
        updated_at: at(named),
      })),
    )
    .execute();
  await db
    .insertInto('release_records')
    .values(
      records.map(([id, release_id, reference, moment, released_to, release_status]) => ({
        account_id,
        id,
        release_id,
        reference,
        released_at: at(moment),
        released_to,
        release_status,
      })),
    )
    .execute();
  await db
    .insertInto('sequences')
    .values([
      { account_id, name: 'review_user', last: 30 },
      { account_id, name: 'release_record', last: 10 },
    ])
    .execute();
}

function releaseRow(
  release: Release,
  at: (moment: string) => number,
): Omit<Database['releases'], 'account_id'> {
  const { submitted, approved, declined, released, closed } = release;
  const created_at = at(release.created);
  const updated_at = at(release.updated ?? release.created);
  const status = released ? 5 : declined ? 4 : approved ? 3 : submitted ? 2 : 1;
  const moment = (text: string | undefined) => (text ? at(text) : null);
  return {
    id: release.id,
    title: release.title,
    service_id: release.service,
    priority_id: release.priority,
    type_id: release.type,
    category_id: null,
    status: closed ? 6 : status,
    status_before_closing: closed ? status : null,
    created_at,
    updated_at,
    last_active_at: updated_at,
    due_date: null,
    due_live_at: moment(release.dueLive),
    submitted_for_approval_at: moment(submitted?.[0]),
    submitted_for_approval_by_user_id: submitted?.[1] ?? null,
    approved_at: moment(approved?.[0]),
    approved_by_user_id: approved?.[1] ?? null,
    declined_at: moment(declined),
    complete_at: null,
    complete_by_user_id: null,
    released_to_production_at: moment(released?.[0]),
    released_to_production_by_user_id: released?.[1] ?? null,
    review_due_date: moment(release.reviewDue),
    review_completed_at: null,
    review_completed_by_user_id: null,
    closed_at: moment(closed?.[0]),
    closed_by_user_id: closed?.[1] ?? null,
    closure_code: closed?.[2] ?? null,
    closure_comment: closed?.[3] ?? '',
    customer_viewable_at: null,
    last_notified_at: null,
    non_beetil_users: release.externalEmail ?? '',
    external_email: '',
    additional_values: JSON.stringify(release.values ?? {}),
    owner_id: release.owner,
    assigned_user_id: release.assigned,
    updated_by_user_id: release.owner,
  };
}
