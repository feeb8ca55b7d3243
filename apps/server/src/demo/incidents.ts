import { insertNotes, insertWatches, type SeedNote, type SeedTarget, type SeedWatch } from './builders.ts';
import {
  BEN,
  CARL,
  DAN,
  DESK,
  EMAIL,
  GREG,
  LUKE,
  NETWORK,
  PAYROLL,
  POWERSHOP,
  SUPPORT,
  TIMESHEET,
} from './demo-ids.ts';
import { ESCALATING, levelOf } from './services.ts';

interface Incident {
  id: number;
  title: string;
  service: number;
  priority: number;
  type: number;
  category?: number;
  customer?: number;
  owner: number;
  assigned: number;
  opened: string;
  /** When it was last changed. Default, when it was opened. */
  active?: string;
  resolved?: [at: string, by: number];
  closed?: [at: string, by: number, code: number, comment: string];
  values?: Record<string, string>;
  interesting?: true;
}

const incidents: Incident[] = [
  {
    id: 13534,
    title: 'Potential issues with QA issues',
    service: DESK,
    priority: 59,
    type: 16,
    customer: 117,
    owner: DAN,
    assigned: LUKE,
    opened: '2010-03-23T00:11:00Z',
    active: '2010-03-23T00:12:39Z',
    values: { 'approved by client': 'yes', 'story points': '20' },
  },
  {
    id: 331,
    title: 'Report of open changes times out',
    service: DESK,
    priority: 60,
    type: 16,
    category: 15,
    owner: BEN,
    assigned: DAN,
    opened: '2010-03-15T21:04:10Z',
    interesting: true,
  },
  {
    id: 33,
    title: 'Printer on level 2 prints in one colour',
    service: DESK,
    priority: 61,
    type: 560,
    customer: 2008,
    owner: CARL,
    assigned: SUPPORT,
    opened: '2010-03-10T02:30:00Z',
  },
  {
    id: 745,
    title: 'Test tabs show yesterday’s results',
    service: DESK,
    priority: 60,
    type: 16,
    customer: 117,
    owner: DAN,
    assigned: DAN,
    opened: '2010-03-19T01:15:00Z',
    active: '2010-03-22T03:40:00Z',
    resolved: ['2010-03-22T03:40:00Z', DAN],
  },
  {
    id: 1234,
    title: 'Projector in the board room flickers',
    service: POWERSHOP,
    priority: 820,
    type: 67,
    owner: DAN,
    assigned: CARL,
    opened: '2010-01-11T20:15:00Z',
    resolved: ['2010-01-12T02:00:00Z', CARL],
    closed: ['2010-01-12T02:10:00Z', CARL, 0, 'A loose cable.'],
  },
  {
    id: 612,
    title: 'Mail relay refuses attachments',
    service: DESK,
    priority: 59,
    type: 16,
    category: 14,
    customer: 2008,
    owner: DAN,
    assigned: LUKE,
    opened: '2010-03-12T22:05:00Z',
    active: '2010-03-18T20:10:00Z',
    resolved: ['2010-03-17T04:20:00Z', LUKE],
    closed: ['2010-03-18T20:10:00Z', DAN, 1, 'The relay has run for a week.'],
  },
  ...[
    ['Attachment of 12 MB is lost on reply', DESK, 59, 16, LUKE, '2010-03-22T20:45:00Z', 117],
    ['Search finds nothing with an apostrophe', DESK, 60, 16, LUKE, '2010-03-22T03:05:00Z'],
    ['Weekly report lists Sunday twice', DESK, 61, 16, LUKE, '2010-03-21T22:00:00Z', 2008],
    ['Password mail arrives a day late', DESK, 58, 556, LUKE, '2010-03-24T07:50:00Z', 32],
    ['New starter needs a login', DESK, 60, 560, LUKE, '2010-03-23T21:10:00Z'],
    ['Colours of priorities are hard to tell apart', DESK, 62, 558, LUKE, '2010-03-16T01:20:00Z'],
    ['Bill shows last month’s reading', POWERSHOP, 818, 65, LUKE, '2010-03-23T02:40:00Z', 430],
    ['Payment by card is taken twice', POWERSHOP, 817, 65, LUKE, '2010-03-24T06:15:00Z', 431],
    ['Meter number is not accepted', POWERSHOP, 819, 65, LUKE, '2010-03-22T23:55:00Z', 437],
    ['How do I read the night rate?', POWERSHOP, 820, 66, LUKE, '2010-03-20T00:30:00Z', 436],
    ['Move of a customer to another address', POWERSHOP, 819, 67, LUKE, '2010-03-18T22:25:00Z', 430],
    ['Export of invoices stops at 1,000 lines', POWERSHOP, 819, 65, LUKE, '2010-03-17T20:00:00Z', 33],
    ['Time sheet forgets the last hour', TIMESHEET, 542, 85, LUKE, '2010-03-23T19:30:00Z'],
    ['Time sheet of February cannot be locked', TIMESHEET, 543, 85, LUKE, '2010-03-11T20:45:00Z'],
    ['Mailbox of reception is full', EMAIL, 25, 71, DAN, '2010-03-23T20:20:00Z', 436],
    ['Out-of-office answers come back as incidents', EMAIL, 22, 71, DAN, '2010-03-21T20:10:00Z'],
    ['Switch in the cellar restarts at night', NETWORK, 531, 81, DAN, '2010-03-24T04:05:00Z'],
    ['VPN asks for the code twice', NETWORK, 533, 82, DAN, '2010-03-20T21:35:00Z', 438],
    ['Dashboard counts closed changes', DESK, 60, 16, DAN, '2010-03-22T01:00:00Z'],
    ['Customer portal shows the wrong logo', DESK, 61, 16, DAN, '2010-03-19T22:50:00Z', 433],
    ['Wireless is slow in the meeting room', NETWORK, 532, 81, GREG, '2010-03-23T22:40:00Z'],
    ['Cable to the warehouse is cut', NETWORK, 531, 81, GREG, '2010-03-24T01:10:00Z', 434],
    ['Shared calendar shows free as busy', EMAIL, 26, 72, CARL, '2010-03-18T03:25:00Z'],
    ['Signature is cut off after two lines', EMAIL, 25, 71, CARL, '2010-03-22T21:15:00Z'],
    ['Scanner sends pages upside down', DESK, 61, 560, SUPPORT, '2010-03-22T02:15:00Z', 2009],
    ['Tablet for the front desk', DESK, 62, 560, SUPPORT, '2010-03-15T03:00:00Z', 436],
    ['Discount is missing on the bill', POWERSHOP, 818, 65, SUPPORT, '2010-03-23T23:20:00Z', 32],
    ['Two accounts for one meter', POWERSHOP, 819, 65, 346, '2010-03-21T23:45:00Z', 430],
    ['Letter went to the old address', POWERSHOP, 820, 67, 346, '2010-03-17T22:05:00Z', 431],
    ['Pay slip of March is blank', PAYROLL, 551, 91, 77, '2010-03-24T02:00:00Z'],
    ['Leave is counted twice', PAYROLL, 552, 91, 12, '2010-03-22T20:30:00Z'],
  ].map((row, index): Incident => {
    const [title, service, priority, type, assigned, opened, customer] = row as [
      string,
      number,
      number,
      number,
      number,
      string,
      number?,
    ];
    return {
      // Problems, changes and releases have the numbers between.
      id: index < 25 ? 13536 + index : 13590 + index - 25,
      title,
      service,
      priority,
      type,
      owner: assigned === SUPPORT ? CARL : assigned,
      assigned,
      opened,
      ...(customer && { customer }),
    };
  }),
];

const notes: SeedNote[] = [
  [
    38048,
    13534,
    'symptom',
    DAN,
    '2010-03-23T00:12:39Z',
    'Previously called me saying that he was getting some strange issues with QA issues',
  ],
  [37960, 612, 'symptom', DAN, '2010-03-12T22:06:10Z', 'Everything above 2 MB comes back as undeliverable.'],
  [
    37985,
    612,
    'resolution',
    LUKE,
    '2010-03-17T04:20:00Z',
    'The size limit of the relay was lost in the upgrade. Put it back to 20 MB.',
  ],
  [
    37988,
    745,
    'symptom',
    'jim.barrett@powershop.example',
    '2010-03-19T01:15:00Z',
    'The tabs still show what we ran the day before.',
  ],
  [
    37990,
    745,
    'resolution',
    DAN,
    '2010-03-22T03:38:20Z',
    'The tabs were cached for a day. They are cached for a minute now.',
  ],
  [
    37991,
    745,
    'comment',
    DAN,
    '2010-03-22T03:40:00Z',
    'Jim is away until Thursday; close it when he has had a look.',
  ],
  [
    37996,
    331,
    'symptom',
    BEN,
    '2010-03-15T21:04:10Z',
    'After about 30 seconds: “The report could not be shown.”',
  ],
  [
    38001,
    13539,
    'symptom',
    'ruth.okafor@powershop.example',
    '2010-03-24T07:50:00Z',
    'I asked for a new password yesterday morning and got it just now.',
  ],
  [
    38002,
    13543,
    'symptom',
    LUKE,
    '2010-03-24T06:15:00Z',
    'Three customers since midnight. The bank confirms both payments.',
  ],
  [
    38003,
    13543,
    'comment',
    DAN,
    '2010-03-24T06:40:00Z',
    'I have asked the bank to hold the second ones back.',
  ],
  [
    38004,
    13557,
    'comment',
    GREG,
    '2010-03-24T01:25:00Z',
    'The digger hit it by the gate. Fibre crew is on its way.',
  ],
];

const watches: SeedWatch[] = [
  [20200, 13534, DAN],
  [20201, 13534, LUKE],
  [811, 331, CARL],
  [812, 331, DAN],
  [20190, 612, 'jim.barrett@powershop.example'],
  [20210, 13557, LUKE],
  [20211, 13543, DAN],
  [20212, 13550, LUKE],
];

/** Inserts the incidents, with their notes and watches. */
export async function seedIncidents(place: SeedTarget): Promise<void> {
  const { db, account_id, at } = place;
  await db
    .insertInto('incidents')
    .values(incidents.map((incident) => incidentRow(incident, account_id, at)))
    .execute();
  await insertNotes(place, 'incident', notes);
  await insertWatches(place, 'incident', watches);
}

function incidentRow(incident: Incident, account_id: number, at: (moment: string) => number) {
  const opened = at(incident.opened);
  const level = levelOf(incident.priority);
  const last = notes.filter(([, id]) => id === incident.id).map(([, , , , moment]) => at(moment));
  // The guide's incident was opened shortly before it was created.
  const created = incident.id === 13534 ? at('2010-03-23T00:11:47Z') : opened;
  return {
    account_id,
    id: incident.id,
    title: incident.title,
    service_id: incident.service,
    priority_id: incident.priority,
    priority_level: level,
    type_id: incident.type,
    category_id: incident.category ?? null,
    customer_id: incident.customer ?? null,
    opened_at: opened,
    created_at: created,
    last_active_at: incident.active ? at(incident.active) : Math.max(created, ...last),
    due_date: opened + level * 24 * 3600,
    due_to_escalate_at: incident.priority === ESCALATING.id ? opened + ESCALATING.hours * 3600 : null,
    resolved_at: incident.resolved ? at(incident.resolved[0]) : null,
    closed_at: incident.closed ? at(incident.closed[0]) : null,
    closure_code: incident.closed?.[2] ?? null,
    closure_comment: incident.closed?.[3] ?? '',
    interesting: incident.interesting ? (1 as const) : (0 as const),
    common: 0 as const,
    customer_viewable_at: null,
    additional_values: JSON.stringify(incident.values ?? {}),
    owner_id: incident.owner,
    assigned_user_id: incident.assigned,
    received_by_id: incident.owner,
    updated_by_user_id: incident.owner,
    resolved_by_user_id: incident.resolved?.[1] ?? null,
    closed_by_user_id: incident.closed?.[1] ?? null,
  };
}
