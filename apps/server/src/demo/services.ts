import type { RecordType } from '../store/schema.ts';
import type { SeedTarget } from './builders.ts';
import {
  ADMIN,
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

/** The priorities of each service, from level 1. Level 1 of Powershop escalates. */
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

/** The priority whose incidents escalate, and the hours until then. */
export const ESCALATING = { id: 817, hours: 4 };

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

/** The level of a priority of incidents, 1 first. */
export function levelOf(priority: number): number {
  return priorities.flatMap(([, , ids]) =>
    ids.includes(priority) ? [ids.indexOf(priority) + 1] : [],
  )[0] as number;
}

/** Inserts the services, with their users, priorities, types and categories. */
export async function seedServices({ db, account_id }: SeedTarget): Promise<void> {
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
}
