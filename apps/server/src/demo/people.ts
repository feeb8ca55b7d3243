import { BLANK_COMPANY } from '../resources/companies/rows.ts';
import { BLANK_CUSTOMER } from '../resources/customers/rows.ts';
import { FOUNDED, type SeedTarget } from './builders.ts';
import { ADMIN, BEN, CARL, DAN, GREG, LUKE, MY_GROUP, SUPPORT } from './demo-ids.ts';
import { TIME_ADMINISTRATORS } from './time-entries.ts';

/* The users, companies and customers of the demo data. */

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

/** Inserts the users, groups, companies and customers. */
export async function seedPeople({ db, account_id, at }: SeedTarget): Promise<void> {
  const founded = at(FOUNDED);
  await db
    .insertInto('companies')
    .values(companies.map(([id, name, more]) => ({ ...BLANK_COMPANY, account_id, id, name, ...more })))
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
    .insertInto('customers')
    .values(
      customers.map(([id, first_name, last_name, company, more]) => ({
        ...BLANK_CUSTOMER,
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

function mailOf(first: string, last: string, company: number | undefined): string {
  const name = [first, last].filter(Boolean).join('.').toLowerCase().replaceAll(' ', '');
  return `${name}@${company === 5 ? 'powershop' : company === 6 ? 'meridian' : 'mail'}.example`;
}
