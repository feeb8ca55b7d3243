import { recountOpen } from '../store/open-counts.ts';
import type { RecordType } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';
import { seedChanges } from './changes.ts';
import { seedConfiguration } from './configuration.ts';
import {
  ADMIN,
  BEN,
  CARL,
  DAN,
  DESK,
  EMAIL,
  GREG,
  LUKE,
  MY_GROUP,
  NETWORK,
  PAYROLL,
  POWERSHOP,
  SUPPORT,
  TIMESHEET,
} from './ids.ts';
import { insertLinks, insertNotes, insertWatches, type Link, type Note, type Watch } from './parts.ts';
import { seedPictures } from './pictures.ts';
import { seedProblems } from './problems.ts';
import { seedPublications } from './publications.ts';
import { seedReleases } from './releases.ts';
import { seedTime, TIME_ADMINISTRATORS } from './time.ts';

/*
 * The demo world: a small company's desk with the people, services and incidents of the guide's examples, where they
 * agree, and the ids of all its printed requests. The documented examples are what a provider of this world answers.
 */

/** The moment at which the world was written down. */
export const WORLD_NOW = '2010-03-24T09:00:00Z';

/** The account of the world. */
export const WORLD_ACCOUNT = 1;

/** Its tokens. They are in the README, so a provider that others can reach must not take them. */
export const DEMO_TOKENS = ['demo-dan', 'demo-luke', 'demo-account'] as const;

/** A token whose hourly limit is used up by the first request. */
export const SPENT_TOKEN = 'demo-spent';

type User = [id: number, firstName: string, lastName: string, email: string, more?: Record<string, string>];

const users: User[] = [
  [
    ADMIN,
    'admin',
    'God',
    'admin@youdo.example',
    { office_phone: '111 1111', mobile_phone: '111 1111', other_phone: '111 1111', time_zone: 'Auckland' },
  ],
  [
    DAN,
    'Dan',
    'Lee',
    'dan@youdo.example',
    {
      office_phone: '04 111 1111',
      mobile_phone: '027 111 1111',
      other_phone: '027 111 1112',
      fax: '04 111 1113',
      address: '11 Dan Rd',
      job_title: 'Support Lead',
      department: 'Service Desk',
    },
  ],
  [
    LUKE,
    'Luke',
    'Grimstrup',
    'luke@youdo.example',
    { office_phone: '04 111 1120', job_title: 'Support Analyst', department: 'Service Desk' },
  ],
  [BEN, 'Ben', 'Nolan', 'ben@youdo.example', { job_title: 'Developer' }],
  [CARL, 'Carl', 'Humphrey', 'carl@youdo.example', { job_title: 'Support Analyst' }],
  [GREG, 'Greg', 'Maddigan', 'greg@youdo.example', { job_title: 'Network Engineer' }],
  [11, 'quentin', 'Jones', 'quentin@youdo.example'],
  [12, 'Aroha', 'Ngata', 'aroha@youdo.example', { department: 'Finance' }],
  [54, 'Priya', 'Raman', 'priya@youdo.example', { job_title: 'Tester' }],
  [56, 'Tomas', 'Berg', 'tomas@youdo.example', { job_title: 'Tester' }],
  [77, 'Marta', 'Silva', 'marta@youdo.example', { department: 'Finance' }],
  [346, 'Hannah', 'Moss', 'hannah@youdo.example', { job_title: 'Support Analyst' }],
  [359, 'Oliver', 'Tait', 'oliver@youdo.example', { job_title: 'Account Manager' }],
  [436, 'Sione', 'Tuala', 'sione@youdo.example', { job_title: 'Release Manager' }],
];

const groups: [id: number, name: string, members: number[]][] = [
  [SUPPORT, 'Support Group', [DAN, LUKE, CARL]],
  [MY_GROUP, 'My Group', [ADMIN, 11]],
];

const services: {
  id: number;
  name: string;
  slug: string;
  assignee?: number;
  access: number[];
}[] = [
  {
    id: DESK,
    name: 'Service Desk',
    slug: 'servicedesk',
    access: [ADMIN, DAN, LUKE, BEN, 54, 11, 436, SUPPORT],
  },
  {
    id: POWERSHOP,
    name: 'Powershop',
    slug: 'powershop',
    assignee: SUPPORT,
    access: [ADMIN, DAN, LUKE, 346, 359, 436, SUPPORT],
  },
  { id: EMAIL, name: 'Email', slug: 'email', access: [DAN, CARL, ADMIN, 77] },
  { id: NETWORK, name: 'Network', slug: 'network', access: [DAN, GREG, 56] },
  { id: TIMESHEET, name: 'Timesheet', slug: 'timesheet', access: [DAN, LUKE] },
  { id: PAYROLL, name: 'Payroll', slug: 'payroll', access: [77, 12] },
];

const LEVELS = ['Urgent', 'V. Important', 'Important', 'Inconvenient', 'Cosmetic'];

type PrioritySet = [service: number, type: RecordType, ids: (number | undefined)[]];

/** Each with its levels from 1; level 1 of Powershop escalates. */
const priorities: PrioritySet[] = [
  [DESK, 'incident', [58, 59, 60, 61, 62]],
  [DESK, 'problem', [527, 525, 520, 519, 516]],
  [DESK, 'change', [585, 586, 587, 588, 589]],
  [DESK, 'release', [701, 720, 702, 705, 704]],
  [POWERSHOP, 'incident', [817, 818, 819, 820]],
  [POWERSHOP, 'problem', [821, 822, 823, 824]],
  [POWERSHOP, 'change', [835, 836, 837, 838]],
  [POWERSHOP, 'release', [861, 862, 863]],
  [EMAIL, 'incident', [21, 22, 25, 26]],
  [EMAIL, 'problem', [27, 28, 29]],
  [EMAIL, 'change', [845, 846, 847]],
  [NETWORK, 'incident', [531, 532, 533]],
  [NETWORK, 'change', [841, 842, 843]],
  [TIMESHEET, 'incident', [541, 542, 543]],
  [PAYROLL, 'incident', [551, 552, 553]],
  [PAYROLL, 'problem', [571, 572, 573]],
];

const ESCALATING = { id: 817, hours: 4 };

const types: [service: number, type: RecordType, names: Record<number, string>][] = [
  [
    DESK,
    'incident',
    {
      16: 'Bug',
      556: 'Error 500',
      557: 'Feature request',
      558: 'Feedback',
      559: 'Query',
      560: 'Service Request',
    },
  ],
  [DESK, 'problem', { 565: 'Bug', 566: 'Error 500', 568: 'Feature request', 571: 'Query' }],
  [
    DESK,
    'change',
    { 574: 'Bug', 1455: 'Emergency', 577: 'Feature request', 1454: 'Normal', 1456: 'Standard' },
  ],
  [DESK, 'release', { 590: 'Major', 591: 'Minor' }],
  [POWERSHOP, 'incident', { 65: 'Bug', 66: 'Query', 67: 'Service Request' }],
  [POWERSHOP, 'problem', { 68: 'Bug', 69: 'Enhancement' }],
  [POWERSHOP, 'change', { 95: 'Normal', 96: 'Emergency', 97: 'Bug' }],
  [POWERSHOP, 'release', { 611: 'Major', 612: 'Minor' }],
  [EMAIL, 'incident', { 71: 'Bug', 72: 'Query' }],
  [EMAIL, 'change', { 74: 'Normal', 75: 'Bug' }],
  [EMAIL, 'problem', { 877: 'Bug' }],
  [NETWORK, 'incident', { 81: 'Outage', 82: 'Query' }],
  [NETWORK, 'change', { 83: 'Emergency', 84: 'Standard' }],
  [TIMESHEET, 'incident', { 85: 'Bug' }],
  [PAYROLL, 'incident', { 91: 'Query' }],
  [PAYROLL, 'problem', { 876: 'Enhancement' }],
];

const categories: [service: number, names: Record<number, string>][] = [
  [DESK, { 14: 'Email Integration', 15: 'Reports', 18: 'Customer Portal' }],
  [POWERSHOP, { 23: 'Billing', 24: 'Printing' }],
  [EMAIL, { 31: 'Email Integration' }],
];

const companies: [id: number, name: string, more?: Record<string, string>][] = [
  [
    5,
    'Powershop',
    { email: 'desk@powershop.example', office_phone: '04 111 2000', address: '15 Meter Lane, Wellington' },
  ],
  [6, 'Meridian Foods', { office_phone: '04 111 3000', website: 'https://meridian.example' }],
  [33, 'AERO.X'],
];

type Customer = [
  id: number,
  firstName: string,
  lastName: string,
  company?: number | undefined,
  more?: Record<string, string | number>,
];

const customers: Customer[] = [
  [117, 'Jim', 'Barrett', 5, { office_phone: '04 111 2117', job_title: 'Test Manager' }],
  [2008, 'bob', 'Flogging', undefined, { office_phone: '04 111 1111', mobile_phone: '021 111 1111' }],
  [2009, 'james', 'Fresh'],
  [2020, 'admin', 'God'],
  [32, 'Ruth', 'Okafor', 5, { portal_access: 1 }],
  [33, 'Pieter', 'de Vries', 6, { portal_access: 1, see_all_incidents: 1 }],
  [430, 'Moana', 'Parata', 5, { office_phone: '04 111 2430', department: 'Billing' }],
  [431, 'Ewan', 'McLeod', 5],
  [432, 'Yuki', 'Tanaka', 6],
  [433, 'Sofia', 'Rossi', 6, { portal_access: 1, see_all_incidents: 1, admin: 1 }],
  [434, 'Ngozi', 'Eze', 6],
  [435, 'Liam', 'Hughes'],
  [436, '', 'Reception', 5],
  [437, 'Grace', 'Wu', 5],
  [438, 'Anders', 'Holm', 6],
];

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
  /** When it was last changed; opening it, unless given. */
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
      // The numbers between belong to problems, changes and releases.
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

/** The last reference number that was given out before the world begins. */
const LAST_NUMBER = 13_599;

const notes: Note[] = [
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

const watches: Watch[] = [
  [20200, 13534, DAN],
  [20201, 13534, LUKE],
  [811, 331, CARL],
  [812, 331, DAN],
  [20190, 612, 'jim.barrett@powershop.example'],
  [20210, 13557, LUKE],
  [20211, 13543, DAN],
  [20212, 13550, LUKE],
];

/** Which records are linked, of whichever type. */
const links: Link[] = [
  ['incident', 13534, 'incident', 745],
  ['incident', 13543, 'problem', 13561],
  ['incident', 33, 'incident', 331],
  ['incident', 33, 'problem', 9],
];

/** A report of the guide: all of the service desk, newest first. Its id lies beyond 2^53. */
const REPORT = 862260361677721612n;

/**
 * Fills an empty database with the demo world.
 *
 * @param options.shift seconds by which all of it happens later than it was written down
 * @param options.account the account that it becomes
 */
export async function seedWorld(
  db: Db,
  { shift, account: account_id = WORLD_ACCOUNT }: { shift: number; account?: number },
): Promise<void> {
  const at = (moment: string) => Date.parse(moment) / 1000 + shift;
  const founded = at('2007-12-05T22:59:00Z');

  await db
    .insertInto('accounts')
    .values({ id: account_id, name: 'Youdo', owner_id: ADMIN, time_zone: 'UTC' })
    .execute();
  await db
    .insertInto('companies')
    .values(companies.map(([id, name, more]) => ({ ...companyDefaults, account_id, id, name, ...more })))
    .execute();
  await db
    .insertInto('users')
    .values([
      ...users.map(([id, first_name, last_name, email, more]) => ({
        ...personDefaults,
        account_id,
        id,
        kind: 'user' as const,
        first_name,
        last_name,
        email,
        ...more,
        time_administrator: TIME_ADMINISTRATORS.includes(id) ? (1 as const) : (0 as const),
        activated_at: at('2010-02-10T03:58:08Z'),
        created_at: founded,
        updated_at: at('2009-11-25T23:39:17Z'),
      })),
      ...groups.map(([id, first_name]) => ({
        ...personDefaults,
        account_id,
        id,
        kind: 'group' as const,
        first_name,
        last_name: '',
        email: '',
        activated_at: null,
        created_at: founded,
        updated_at: founded,
      })),
    ])
    .execute();
  await db
    .insertInto('memberships')
    .values(
      groups.flatMap(([group_id, , members]) =>
        members.map((user_id) => ({ account_id, group_id, user_id })),
      ),
    )
    .execute();
  await db
    .insertInto('tokens')
    .values([
      { hash: hashOf('demo-dan'), account_id, user_id: DAN, hourly_limit: null, created_at: founded },
      { hash: hashOf('demo-luke'), account_id, user_id: LUKE, hourly_limit: null, created_at: founded },
      { hash: hashOf('demo-account'), account_id, user_id: null, hourly_limit: null, created_at: founded },
      { hash: hashOf(SPENT_TOKEN), account_id, user_id: DAN, hourly_limit: 0, created_at: founded },
    ])
    .execute();

  for (const { id, name, slug, assignee, access } of services) {
    await db
      .insertInto('services')
      .values({
        account_id,
        id,
        name,
        slug,
        avatar_id: null,
        default_assignee_id: assignee ?? null,
      })
      .execute();
    await db
      .insertInto('service_access')
      .values(access.map((user_id) => ({ account_id, service_id: id, user_id })))
      .execute();
  }
  await db
    .insertInto('service_priorities')
    .values(
      priorities.flatMap(([service_id, record_type, ids]) =>
        ids.map((id, index) => ({
          account_id,
          id: id as number,
          service_id,
          record_type,
          level: index + 1,
          description: LEVELS[index] as string,
          due_hours: null,
          escalation_hours: id === ESCALATING.id ? ESCALATING.hours : null,
        })),
      ),
    )
    .execute();
  await db
    .insertInto('service_activity_types')
    .values(
      types.flatMap(([service_id, record_type, names]) =>
        Object.entries(names).map(([id, name]) => ({
          account_id,
          id: Number(id),
          service_id,
          record_type,
          name,
          default_priority_id: null,
        })),
      ),
    )
    .execute();
  await db
    .insertInto('categories')
    .values(
      categories.flatMap(([service_id, names]) =>
        Object.entries(names).map(([id, name]) => ({ account_id, id: Number(id), service_id, name })),
      ),
    )
    .execute();
  await db
    .insertInto('customers')
    .values(
      customers.map(([id, first_name, last_name, company, more]) => ({
        ...customerDefaults,
        account_id,
        id,
        first_name,
        last_name,
        email: mailOf(first_name, last_name, company),
        company_id: company ?? null,
        ...more,
      })),
    )
    .execute();

  await db
    .insertInto('incidents')
    .values(incidents.map((incident) => incidentRow(incident, account_id, at)))
    .execute();
  const place = { db, account_id, at };
  await insertNotes(place, 'incident', notes);
  await insertWatches(place, 'incident', watches);
  await insertLinks(place, links);
  await seedProblems(place);
  await seedChanges(place);
  await seedReleases(place);
  await db
    .insertInto('reports')
    .values({
      account_id,
      id: REPORT,
      record_type: 'incident',
      name: 'All of the service desk',
      filters: JSON.stringify({ service_ids: [DESK] }),
      order: null,
    })
    .execute();
  await seedTime(db, account_id, at);
  await db
    .insertInto('sequences')
    .values([
      { account_id, name: 'record', last: LAST_NUMBER },
      { account_id, name: 'note', last: 38_100 },
      { account_id, name: 'watch', last: 20_300 },
      { account_id, name: 'change_tester', last: 20 },
      { account_id, name: 'issue', last: 40 },
      { account_id, name: 'customer', last: 2_020 },
      { account_id, name: 'company', last: 33 },
    ])
    .execute();
  await seedConfiguration(db, { account_id, at });
  await recountOpen(db, account_id);
  await seedPictures(db, account_id);
  await seedPublications(place);
}

const personDefaults = {
  email_aliases: '',
  office_phone: '',
  mobile_phone: '',
  other_phone: '',
  fax: '',
  address: '',
  job_title: '',
  department: '',
  notes: '',
  time_zone: '',
  company_id: null,
  time_administrator: 0 as const,
};

const companyDefaults = {
  email: '',
  office_phone: '',
  mobile_phone: '',
  other_phone: '',
  fax: '',
  website: '',
  address: '',
  notes: '',
};

const customerDefaults = {
  email_aliases: '',
  office_phone: '',
  mobile_phone: '',
  other_phone: '',
  fax: '',
  address: '',
  job_title: '',
  department: '',
  notes: '',
  portal_access: 0 as const,
  see_all_incidents: 0 as const,
  admin: 0 as const,
};

function mailOf(first: string, last: string, company: number | undefined): string {
  const name = [first, last].filter(Boolean).join('.').toLowerCase().replaceAll(' ', '');
  return `${name}@${company === 5 ? 'powershop' : company === 6 ? 'meridian' : 'mail'}.example`;
}

function incidentRow(incident: Incident, account_id: number, at: (moment: string) => number) {
  const opened = at(incident.opened);
  const level = priorities.flatMap(([, , ids]) =>
    ids.includes(incident.priority) ? [ids.indexOf(incident.priority) + 1] : [],
  )[0] as number;
  const last = notes.filter(([, id]) => id === incident.id).map(([, , , , moment]) => at(moment));
  // The guide's incident was opened for a moment before it was written down.
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
