import { insertNotes, insertWatches, type SeedNote, type SeedTarget, type SeedWatch } from './builders.ts';
import { BEN, CARL, DAN, DESK, EMAIL, LUKE, PAYROLL, POWERSHOP, SUPPORT } from './demo-ids.ts';

/** The causes of some incidents of the demo data. The first one causes the double payments. */
interface Problem {
  id: number;
  title: string;
  service: number;
  priority: number | null;
  type: number | null;
  category?: number;
  customer?: number;
  owner: number;
  assigned: number;
  created: string;
  occurred?: string;
  resolved?: string;
  closed?: [at: string, by: number, code: number, comment: string];
  values?: Record<string, string>;
  common?: true;
  assigneeNote?: string;
  externalEmail?: string;
  outsiders?: string;
}

const problems: Problem[] = [
  {
    id: 13561,
    title: 'Payments are sent twice when the gateway answers late',
    service: POWERSHOP,
    priority: 821,
    type: 68,
    category: 23,
    customer: 431,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-24T07:05:00Z',
    occurred: '2010-03-24T00:10:00Z',
    outsiders: 'payments@gateway.example',
    values: { 'gateway ticket': '4471' },
  },
  {
    id: 9,
    title: 'Mail to reception waits for hours',
    service: EMAIL,
    priority: 28,
    type: 877,
    category: 31,
    customer: 436,
    owner: CARL,
    assigned: DAN,
    created: '2010-02-08T02:39:20Z',
    common: true,
    assigneeNote: 'Carl knows who has the key to the mail room.',
  },
  {
    id: 13562,
    title: 'The relay forgets its limits in an upgrade',
    service: DESK,
    priority: 525,
    type: 565,
    category: 14,
    owner: DAN,
    assigned: LUKE,
    created: '2010-03-13T20:30:00Z',
    occurred: '2010-03-12T22:00:00Z',
    resolved: '2010-03-17T04:20:00Z',
    closed: ['2010-03-19T20:00:00Z', DAN, 1, 'The limits are kept apart from the program now.'],
  },
  {
    id: 13563,
    title: 'Remember Me Ongoing Issues',
    service: DESK,
    priority: 520,
    type: 565,
    owner: BEN,
    assigned: LUKE,
    created: '2010-03-02T21:15:00Z',
    externalEmail: 'jim.barrett@powershop.example',
  },
  {
    id: 13564,
    title: 'Attachments are kept in memory while they are scanned',
    service: DESK,
    priority: 525,
    type: 566,
    category: 14,
    customer: 117,
    owner: LUKE,
    assigned: LUKE,
    created: '2010-03-22T22:10:00Z',
    common: true,
  },
  {
    id: 13565,
    title: 'Meters with a letter in their number are refused',
    service: POWERSHOP,
    priority: 823,
    type: 68,
    category: 23,
    owner: DAN,
    assigned: SUPPORT,
    created: '2010-03-23T02:30:00Z',
  },
  {
    id: 13566,
    title: 'Leave across the turn of the year is counted in both',
    service: PAYROLL,
    priority: 572,
    type: 876,
    owner: 77,
    assigned: 77,
    created: '2010-03-22T21:00:00Z',
  },
  {
    id: 13567,
    title: 'The dashboard counts from a copy of yesterday',
    service: DESK,
    priority: 519,
    type: 571,
    category: 15,
    owner: DAN,
    assigned: DAN,
    created: '2010-03-22T01:30:00Z',
  },
  {
    id: 13568,
    title: 'Search splits words at an apostrophe',
    service: DESK,
    priority: 519,
    type: 565,
    owner: LUKE,
    assigned: LUKE,
    created: '2009-11-02T20:45:00Z',
    // The guide prints a code that none of its tables has.
    closed: ['2009-12-01T03:00:00Z', LUKE, 3, 'Put off until the search is replaced.'],
  },
];

const notes: SeedNote[] = [
  [
    38051,
    13561,
    'symptom',
    LUKE,
    '2010-03-24T07:05:00Z',
    'Each payment that was taken twice had waited more than 30 seconds for the gateway.',
  ],
  [
    38052,
    13561,
    'root_cause',
    BEN,
    '2010-03-24T07:50:00Z',
    'After 30 seconds we give up and send the payment again, while the gateway still carries out the first.',
  ],
  [
    38053,
    13561,
    'workaround',
    DAN,
    '2010-03-24T08:05:00Z',
    'Compare our payments with the bank’s every hour and have the second ones held back.',
  ],
  [38054, 13561, 'comment', LUKE, '2010-03-24T08:10:00Z', 'The three customers of tonight have been told.'],
  [
    38055,
    9,
    'symptom',
    CARL,
    '2010-02-08T02:39:20Z',
    'Reception gets in the afternoon what came in the morning.',
  ],
  [
    38056,
    9,
    'root_cause',
    DAN,
    '2010-02-09T03:10:00Z',
    'The mailbox is full most of the time, and the relay tries again more and more rarely.',
  ],
  [38057, 9, 'workaround', CARL, '2010-02-09T03:25:00Z', 'Empty the folder of sent mail on Mondays.'],
  [38058, 9, 'comment', CARL, '2010-02-10T20:05:00Z', 'A larger mailbox is in the next budget.'],
  [
    38059,
    9,
    'comment',
    'reception@powershop.example',
    '2010-03-01T20:20:00Z',
    'It has been worse since March.',
  ],
  [
    38060,
    13562,
    'root_cause',
    LUKE,
    '2010-03-16T21:00:00Z',
    'The upgrade writes its own defaults over ours.',
  ],
  [
    38061,
    13563,
    'symptom',
    'jim.barrett@powershop.example',
    '2010-03-02T21:15:00Z',
    'It remembers me on one computer and forgets me on the other.',
  ],
  [
    38062,
    13564,
    'workaround',
    LUKE,
    '2010-03-22T23:40:00Z',
    'Ask for a link in place of anything above 10 MB.',
  ],
];

const watches: SeedWatch[] = [
  [1791, 13563, LUKE],
  [608, 13563, DAN],
  [20221, 13561, DAN],
  [20222, 13561, SUPPORT],
  [20223, 9, 'reception@powershop.example'],
  [20224, 13567, LUKE],
];

/** Inserts the problems. */
export async function seedProblems(place: SeedTarget): Promise<void> {
  const { db, account_id, at } = place;
  await db
    .insertInto('problems')
    .values(
      problems.map((problem) => {
        const created = at(problem.created);
        const written = notes.filter(([, id]) => id === problem.id).map(([, , , , moment]) => at(moment));
        const [workaround] = notes.filter(([, id, kind]) => id === problem.id && kind === 'workaround');
        const changed = problem.closed ? at(problem.closed[0]) : created;
        return {
          account_id,
          id: problem.id,
          title: problem.title,
          service_id: problem.service,
          priority_id: problem.priority,
          type_id: problem.type,
          category_id: problem.category ?? null,
          customer_id: problem.customer ?? null,
          occurred_at: problem.occurred ? at(problem.occurred) : null,
          created_at: created,
          updated_at: changed,
          last_active_at: Math.max(changed, ...written),
          last_notified_at: null,
          workaround_found_at: workaround ? at(workaround[4]) : null,
          workaround_found_by_user_id: workaround ? Number(workaround[3]) : null,
          resolved_at: problem.resolved ? at(problem.resolved) : null,
          closed_at: problem.closed ? at(problem.closed[0]) : null,
          closure_code: problem.closed?.[2] ?? null,
          closure_comment: problem.closed?.[3] ?? '',
          interesting: 0 as const,
          common: problem.common ? (1 as const) : (0 as const),
          customer_viewable_at: null,
          assignee_note: problem.assigneeNote ?? '',
          non_beetil_users: problem.outsiders ?? '',
          external_email: problem.externalEmail ?? '',
          additional_values: JSON.stringify(problem.values ?? {}),
          owner_id: problem.owner,
          assigned_user_id: problem.assigned,
          received_by_id: problem.owner,
          updated_by_user_id: problem.closed?.[1] ?? problem.owner,
          closed_by_user_id: problem.closed?.[1] ?? null,
        };
      }),
    )
    .execute();
  await insertNotes(place, 'problem', notes);
  await insertWatches(place, 'problem', watches);
}
