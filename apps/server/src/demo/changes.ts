import { CHANGE_LIFE_CYCLE } from '../resources/changes/life-cycle.ts';
import {
  insertLinks,
  insertNotes,
  insertWatches,
  type SeedLink,
  type SeedNote,
  type SeedTarget,
  type SeedWatch,
} from './builders.ts';
import { BEN, CARL, DAN, DESK, GREG, LUKE, NETWORK, POWERSHOP } from './demo-ids.ts';

/*
 * The changes of the demo data: the guide's, the fix of the double payments, and one in each other status. Luke has
 * several, so that their list is not empty.
 */

interface Change {
  id: number;
  title: string;
  service: number;
  priority: number;
  type: number;
  status: number;
  owner: number;
  assigned: number;
  created: string;
  /** When it was last changed. Default, when it was created. */
  updated?: string;
  complexity?: number;
  risk?: number;
  hours?: number;
  submitted?: [at: string, by: number];
  approved?: string;
  declined?: string;
  implementationDue?: string;
  /** The guide's change names who built it, not when. */
  implemented?: [at: string | null, by: number];
  testDue?: string;
  tested?: [at: string, by: number];
  released?: string;
  dueLive?: string;
  closed?: [at: string, by: number, code: number, comment: string];
  values?: Record<string, string>;
}

const changes: Change[] = [
  {
    id: 980,
    title: 'Show Changes For Function',
    service: DESK,
    priority: 587,
    type: 577,
    status: 3,
    owner: DAN,
    assigned: LUKE,
    created: '2008-04-22T07:26:11Z',
    updated: '2008-06-24T01:48:05Z',
    complexity: 1,
    risk: 1,
    hours: 4,
    approved: '2008-04-22T21:55:45Z',
    implementationDue: '2008-04-22T07:27:46Z',
    implemented: [null, DAN],
    testDue: '2008-04-22T07:27:46Z',
    // The guide prints a code that its own table does not have.
    closed: ['2008-06-24T01:48:05Z', DAN, 3, ''],
    values: { 'approved by client': 'yes', 'story points': '20' },
  },
  {
    id: 981,
    title: 'Uploads to records',
    service: DESK,
    priority: 587,
    type: 577,
    status: 6,
    owner: DAN,
    assigned: LUKE,
    created: '2008-04-20T21:10:00Z',
    approved: '2008-04-21T03:00:00Z',
    complexity: 2,
    risk: 2,
  },
  {
    id: 234,
    title: 'Mail relay with a queue of its own',
    service: DESK,
    priority: 586,
    type: 1454,
    status: 3,
    owner: DAN,
    assigned: LUKE,
    created: '2010-02-08T20:15:00Z',
    submitted: ['2010-02-09T01:00:00Z', LUKE],
    approved: '2010-02-09T22:30:00Z',
    hours: 6,
  },
  {
    id: 13570,
    title: 'Make the payment call idempotent',
    service: POWERSHOP,
    priority: 835,
    type: 96,
    status: 6,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-24T07:30:00Z',
    updated: '2010-03-24T08:10:00Z',
    complexity: 2,
    risk: 3,
    hours: 12.5,
    submitted: ['2010-03-24T07:40:00Z', LUKE],
    approved: '2010-03-24T08:10:00Z',
    implementationDue: '2010-03-24T20:00:00Z',
    testDue: '2010-03-25T08:00:00Z',
    dueLive: '2010-03-26T08:00:00Z',
    values: { 'story points': '8' },
  },
  {
    id: 13571,
    title: 'Reports that take longer than 30 seconds',
    service: DESK,
    priority: 587,
    type: 1454,
    status: 1,
    owner: BEN,
    assigned: DAN,
    created: '2010-03-22T21:30:00Z',
  },
  {
    id: 13572,
    title: 'Search for names with an apostrophe',
    service: DESK,
    priority: 588,
    type: 574,
    status: 2,
    owner: LUKE,
    assigned: LUKE,
    created: '2010-03-22T03:40:00Z',
    submitted: ['2010-03-23T20:10:00Z', LUKE],
    complexity: 1,
  },
  {
    id: 13573,
    title: 'Keep attachments of a reply on disk',
    service: DESK,
    priority: 586,
    type: 574,
    status: 3,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-22T22:30:00Z',
    submitted: ['2010-03-22T23:00:00Z', DAN],
    approved: '2010-03-23T02:15:00Z',
    risk: 2,
    hours: 3,
  },
  {
    id: 13574,
    title: 'A colour for each priority',
    service: DESK,
    priority: 589,
    type: 577,
    status: 4,
    owner: LUKE,
    assigned: LUKE,
    created: '2010-03-16T02:00:00Z',
    submitted: ['2010-03-16T02:05:00Z', LUKE],
    declined: '2010-03-18T21:00:00Z',
  },
  {
    id: 13575,
    title: 'Time sheets by fax',
    service: DESK,
    priority: 589,
    type: 577,
    status: 5,
    owner: CARL,
    assigned: DAN,
    created: '2010-03-08T20:00:00Z',
    submitted: ['2010-03-08T20:10:00Z', CARL],
    declined: '2010-03-09T00:45:00Z',
  },
  {
    id: 13576,
    title: 'Another switch in the cellar',
    service: NETWORK,
    priority: 841,
    type: 83,
    status: 6,
    owner: GREG,
    assigned: GREG,
    created: '2010-03-24T04:30:00Z',
    approved: '2010-03-24T04:45:00Z',
    complexity: 1,
    risk: 3,
  },
  {
    id: 13577,
    title: 'Night rate on the first page of the bill',
    service: POWERSHOP,
    priority: 837,
    type: 95,
    status: 7,
    owner: 359,
    assigned: LUKE,
    created: '2010-03-01T22:00:00Z',
    updated: '2010-03-20T04:00:00Z',
    complexity: 1,
    risk: 1,
    hours: 8,
    submitted: ['2010-03-02T00:10:00Z', LUKE],
    approved: '2010-03-03T21:20:00Z',
    implemented: ['2010-03-12T03:30:00Z', LUKE],
    tested: ['2010-03-17T23:00:00Z', 359],
    released: '2010-03-20T04:00:00Z',
  },
];

const notes: SeedNote[] = [
  [
    655,
    980,
    'description',
    DAN,
    '2008-04-22T07:27:46Z',
    'The Changes functionality should have "show changes for" dropdown functionality, just like for incidents.',
  ],
  [656, 980, 'reason', DAN, '2008-04-22T07:27:46Z', 'a) consistency\nb) usefulness'],
  [
    670,
    980,
    'change_need',
    DAN,
    '2008-04-22T21:55:08Z',
    "Luke reckons its no longer than half a days work.\nSo let's do it",
  ],
  [
    38064,
    13570,
    'description',
    LUKE,
    '2010-03-24T07:30:00Z',
    'Each payment gets a number of its own before it is sent, and the gateway pays a number once.',
  ],
  [
    38065,
    13570,
    'reason',
    LUKE,
    '2010-03-24T07:31:00Z',
    'When the gateway answers late we send again, and the customer pays twice.',
  ],
  [38066, 13570, 'comment', DAN, '2010-03-24T07:45:00Z', 'The bank will test with us on Friday.'],
  [38067, 13570, 'change_need', LUKE, '2010-03-24T07:50:00Z', 'A test account at the gateway.'],
  [
    38068,
    13570,
    'implementation_change_instruction',
    LUKE,
    '2010-03-24T08:15:00Z',
    'Make the number where the bill is written, so that a retry finds it there.',
  ],
  [
    38069,
    13570,
    'implementation_progress_note',
    LUKE,
    '2010-03-24T08:40:00Z',
    'New payments carry their number. Retries are next.',
  ],
  [
    38070,
    13570,
    'test_review_instruction',
    LUKE,
    '2010-03-24T08:42:00Z',
    'Cut the line between call and answer. The bill may be paid once.',
  ],
  [
    38071,
    13571,
    'reason',
    BEN,
    '2010-03-22T21:30:00Z',
    'The monthly ones need two minutes, and nobody minds waiting for them.',
  ],
  [
    38072,
    13574,
    'comment',
    DAN,
    '2010-03-18T21:00:00Z',
    'Not everybody sees colours. Show the level as a number.',
  ],
];

const watches: SeedWatch[] = [
  [20230, 13570, DAN],
  [20231, 13570, 359],
];

const links: SeedLink[] = [
  ['change', 13570, 'incident', 13543],
  ['change', 13570, 'problem', 13561],
  ['change', 13570, 'release', 13580],
  ['change', 13571, 'incident', 331],
  ['change', 13576, 'incident', 13552],
];

interface Tester {
  id: number;
  change: number;
  user: number;
  focus: string;
  created: string;
  updated?: string;
  completed?: string;
}

const testers: Tester[] = [
  {
    id: 5,
    change: 981,
    user: LUKE,
    focus: 'Production-isms',
    created: '2008-04-29T01:22:02Z',
    updated: '2008-06-03T00:12:28Z',
  },
  { id: 6, change: 13570, user: 54, focus: 'Retries', created: '2010-03-24T08:45:00Z' },
  {
    id: 7,
    change: 13577,
    user: 359,
    focus: 'What customers see',
    created: '2010-03-12T03:40:00Z',
    completed: '2010-03-17T23:00:00Z',
  },
];

interface Issue {
  id: number;
  parent: ['change' | 'change_tester' | 'release', number];
  title: string;
  priority: number;
  done?: true;
  user: number;
  created: string;
  updated?: string;
}

const issues: Issue[] = [
  {
    id: 18,
    parent: ['change_tester', 5],
    title: 'Testing Uploads on Service Desk Test',
    priority: 1,
    done: true,
    user: LUKE,
    created: '2008-04-24T05:46:17Z',
    updated: '2008-05-15T02:34:00Z',
  },
  {
    id: 21,
    parent: ['change', 13570],
    title: 'A refund is paid twice as well',
    priority: 1,
    user: DAN,
    created: '2010-03-24T08:20:00Z',
  },
  {
    id: 22,
    parent: ['change_tester', 6],
    title: 'The receipt shows the number of the payment',
    priority: 3,
    user: 54,
    created: '2010-03-24T08:50:00Z',
  },
  {
    id: 23,
    parent: ['release', 13580],
    title: 'The mail about it names the old version',
    priority: 3,
    user: LUKE,
    created: '2010-03-24T08:55:00Z',
  },
  {
    id: 24,
    parent: ['change', 13571],
    title: 'The page is slower than before',
    priority: 2,
    user: DAN,
    created: '2010-03-24T08:56:00Z',
  },
  {
    id: 25,
    parent: ['release', 13583],
    title: 'Two mails go to those who watch it twice',
    priority: 3,
    user: DAN,
    created: '2010-03-24T08:57:00Z',
  },
];

const issueNotes: SeedNote[] = [
  [741, 18, 'issue_comment', LUKE, '2008-04-24T05:46:18Z', 'Hopefully this works.'],
  [743, 18, 'issue_comment', LUKE, '2008-04-24T05:46:39Z', 'And again..'],
  [
    744,
    18,
    'issue_comment',
    LUKE,
    '2008-04-24T05:47:18Z',
    'Hooray! Everything is swell.\n_Wonders if Dan could possibly break it now..._',
  ],
  [38073, 18, 'comment', DAN, '2008-05-15T02:34:00Z', 'He could not.'],
  [
    38074,
    21,
    'comment',
    LUKE,
    '2010-03-24T08:25:00Z',
    'Refunds take the same call, so they get a number too.',
  ],
  [38075, 21, 'issue_comment', DAN, '2010-03-24T08:26:00Z', 'Seen on the account of Ewan McLeod.'],
  [38076, 23, 'comment', DAN, '2010-03-24T08:56:00Z', 'Sione writes the mail.'],
  [38077, 23, 'issue_comment', LUKE, '2010-03-24T08:57:00Z', 'Twice, in the title and in the text.'],
];

/** Inserts the changes, with their testers and issues. */
export async function seedChanges(place: SeedTarget): Promise<void> {
  const { db, account_id, at } = place;
  const moment = (text: string | null | undefined) => (text ? at(text) : null);
  const latest = (id: number, changed: string, written: SeedNote[]) =>
    Math.max(at(changed), ...written.filter(([, parent]) => parent === id).map(([, , , , when]) => at(when)));

  await db
    .insertInto('changes')
    .values(
      changes.map((change) => {
        const updated = change.updated ?? change.created;
        return {
          account_id,
          id: change.id,
          title: change.title,
          service_id: change.service,
          priority_id: change.priority,
          type_id: change.type,
          category_id: null,
          status: change.closed ? CHANGE_LIFE_CYCLE.closed : change.status,
          status_before_closing: change.closed ? change.status : null,
          complexity: change.complexity ?? null,
          risk: change.risk ?? null,
          estimated_hours: change.hours ?? null,
          created_at: at(change.created),
          updated_at: at(updated),
          last_active_at: latest(change.id, updated, notes),
          due_date: null,
          due_live_at: moment(change.dueLive),
          submitted_for_approval_at: moment(change.submitted?.[0]),
          submitted_for_approval_by_user_id: change.submitted?.[1] ?? null,
          approved_at: moment(change.approved),
          declined_at: moment(change.declined),
          implementation_due_date: moment(change.implementationDue),
          implementation_completed_at: moment(change.implemented?.[0]),
          implementation_completed_by_user_id: change.implemented?.[1] ?? null,
          test_due_date: moment(change.testDue),
          test_completed_at: moment(change.tested?.[0]),
          test_completed_by_user_id: change.tested?.[1] ?? null,
          ready_for_release_at: null,
          ready_for_release_by_user_id: null,
          released_live_at: moment(change.released),
          closed_at: moment(change.closed?.[0]),
          closed_by_user_id: change.closed?.[1] ?? null,
          closure_code: change.closed?.[2] ?? null,
          closure_comment: change.closed?.[3] ?? '',
          customer_viewable_at: null,
          additional_values: JSON.stringify(change.values ?? {}),
          owner_id: change.owner,
          assigned_user_id: change.assigned,
          updated_by_user_id: change.closed?.[1] ?? change.owner,
        };
      }),
    )
    .execute();
  await insertNotes(place, 'change', notes);
  await insertWatches(place, 'change', watches);
  await insertLinks(place, links);

  await db
    .insertInto('change_testers')
    .values(
      testers.map(({ id, change, user, focus, created, updated = created, completed }) => ({
        account_id,
        id,
        change_id: change,
        user_id: user,
        focus,
        completed_at: moment(completed),
        created_at: at(created),
        updated_at: at(completed ?? updated),
      })),
    )
    .execute();
  await db
    .insertInto('issues')
    .values(
      issues.map(
        ({ id, parent: [parent_type, parent_id], title, priority, done, user, created, updated }) => ({
          account_id,
          id,
          parent_type,
          parent_id,
          title,
          priority,
          resolved: done ? (1 as const) : (0 as const),
          ok_by_tester: done ? (1 as const) : (0 as const),
          user_id: user,
          created_at: at(created),
          updated_at: at(updated ?? created),
          last_active_at: issueNotes.some(([, issue]) => issue === id)
            ? latest(id, updated ?? created, issueNotes)
            : null,
        }),
      ),
    )
    .execute();
  await insertNotes(place, 'issue', issueNotes);
}
