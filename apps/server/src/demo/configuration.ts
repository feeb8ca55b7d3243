import type { Db } from '../store/store.ts';
import { ADMIN, BEN, CARL, DAN, GREG, LUKE, SUPPORT } from './demo-ids.ts';

/*
 * The configuration database of the demo data: the payment gateway with its dependencies and dependants, the laptops
 * and their licences. Ids are the guide's where it prints them.
 */

type ConfigType = [id: number, name: string, parent: number | null, fields?: string[]];

const ROOT = 1;
const SERVICES = 2;
const SERVERS = 27;
const PROVIDERS = 28;
const NETWORK_EQUIPMENT = 29;
const DATABASES = 33;
const VIRTUAL_MACHINES = 34;
const APPLICATIONS = 35;
const SOFTWARE = 37;
const DATA_CENTERS = 42;
const LAPTOPS = 50;
const LICENCES = 313;

const types: ConfigType[] = [
  [ROOT, 'Config Item', null],
  [APPLICATIONS, 'Applications', ROOT, ['version', 'vendor']],
  [345, 'Companies', ROOT],
  [DATA_CENTERS, 'Data Centers', ROOT, ['address']],
  [DATABASES, 'Databases', ROOT, ['engine']],
  [367, 'Fobs', ROOT, ['serial_number']],
  [PROVIDERS, 'Internet Service Providers', ROOT, ['contract_number']],
  [366, 'Keys', ROOT],
  [LAPTOPS, 'Laptops/PCs', ROOT, ['serial_number', 'model']],
  [NETWORK_EQUIPMENT, 'Network Equipments', ROOT, ['ip_address', 'model']],
  [43, 'People', ROOT],
  [SERVERS, 'Servers', ROOT, ['ip_address', 'operating_system']],
  [VIRTUAL_MACHINES, 'Virtual Machines', SERVERS, ['memory']],
  [SERVICES, 'Services', ROOT, ['hours']],
  [SOFTWARE, 'Software', ROOT, ['Description']],
  [LICENCES, 'Licences', SOFTWARE, ['user_type', 'seats']],
];

type RelationshipType = [
  id: number,
  name: string,
  opposite: number,
  dependency: 'H' | 'S' | 'N',
  side: 'primary' | 'other',
];

/** The guide's type, which is soft, and other types that a small company needs. */
const STRONG = 1;
const DEPENDS_ON = 2;
const USES = 4;
const CONNECTED = 6;

const relationshipTypes: RelationshipType[] = [
  [STRONG, 'strong', 100, 'S', 'primary'],
  [100, 'strong, from the other side', STRONG, 'S', 'other'],
  [DEPENDS_ON, 'depends on', 3, 'H', 'primary'],
  [3, 'is needed by', DEPENDS_ON, 'H', 'other'],
  [USES, 'uses', 5, 'S', 'primary'],
  [5, 'is used by', USES, 'S', 'other'],
  // Both directions have the same name, and neither item depends on the other.
  [CONNECTED, 'is connected to', CONNECTED, 'N', 'other'],
];

interface ConfigItem {
  id: number;
  name: string;
  type: number;
  owner: number;
  description?: string;
  fields?: Record<string, string>;
  values?: Record<string, string>;
}

const VM1 = 100;
const APP_1 = 10201;
const DB_1 = 10203;
const BILLING_DATABASE = 10210;
const GATEWAY = 10220;
const WEBSITE = 10221;
const BILLING = 10222;
const TRANSFERS = 10230;
const MACBOOK = 15312;

const items: ConfigItem[] = [
  { id: 6801, name: 'Service Desk test.vader', type: ROOT, owner: BEN },
  { id: 10189, name: 'root item', type: ROOT, owner: DAN },
  {
    id: GATEWAY,
    name: 'Payment gateway',
    type: SERVICES,
    owner: LUKE,
    description: 'Takes payments by card and passes them to the bank.',
    fields: { hours: 'around the clock' },
    values: { 'bank contact': 'cards@bank.example' },
  },
  {
    id: WEBSITE,
    name: 'Powershop website',
    type: SERVICES,
    owner: SUPPORT,
    description: 'Where customers read their meters and pay.',
    fields: { hours: 'around the clock' },
  },
  {
    id: BILLING,
    name: 'Billing',
    type: SERVICES,
    owner: LUKE,
    description: 'Makes the bills and matches payments with them.',
    fields: { hours: 'Monday to Friday' },
  },
  {
    id: TRANSFERS,
    name: 'Bank transfer batch',
    type: APPLICATIONS,
    owner: BEN,
    description: 'Fetches transfers at night.',
    fields: { version: '2.7', vendor: 'Youdo' },
  },
  {
    id: VM1,
    name: 'VM1',
    type: VIRTUAL_MACHINES,
    owner: GREG,
    fields: { ip_address: '10.0.2.11', operating_system: 'Debian 5.0', memory: '4 GB' },
  },
  {
    id: APP_1,
    name: 'app-01',
    type: SERVERS,
    owner: GREG,
    description: 'Host of the virtual machines.',
    fields: { ip_address: '10.0.1.11', operating_system: 'Debian 5.0' },
    values: { rack: 'A3' },
  },
  {
    id: 10202,
    name: 'app-02',
    type: SERVERS,
    owner: GREG,
    description: 'Spare of app-01.',
    fields: { ip_address: '10.0.1.12', operating_system: 'Debian 5.0' },
    values: { rack: 'A4' },
  },
  {
    id: DB_1,
    name: 'db-01',
    type: SERVERS,
    owner: GREG,
    fields: { ip_address: '10.0.1.21', operating_system: 'Debian 5.0' },
    values: { rack: 'B1' },
  },
  {
    id: BILLING_DATABASE,
    name: 'Billing database',
    type: DATABASES,
    owner: BEN,
    fields: { engine: 'PostgreSQL 8.4' },
  },
  {
    id: 10240,
    name: 'Core switch',
    type: NETWORK_EQUIPMENT,
    owner: GREG,
    description: 'In the cellar.',
    fields: { ip_address: '10.0.0.2' },
  },
  {
    id: 10241,
    name: 'Firewall',
    type: NETWORK_EQUIPMENT,
    owner: GREG,
    fields: { ip_address: '10.0.0.1' },
  },
  {
    id: 10250,
    name: 'Fibre to the warehouse',
    type: PROVIDERS,
    owner: GREG,
    fields: { contract_number: 'F-20817' },
  },
  { id: 10260, name: 'Machine room', type: DATA_CENTERS, owner: GREG, fields: { address: 'Cellar' } },
  {
    id: MACBOOK,
    name: "Greig's MacBook Pro",
    type: LAPTOPS,
    owner: GREG,
    fields: { serial_number: 'W89331AB66D', model: 'MacBook Pro 15"' },
    values: { expiration_date: '01-01-2014', purchase_date: '01-01-2010' },
  },
  {
    id: 15313,
    name: "Dan's ThinkPad",
    type: LAPTOPS,
    owner: DAN,
    fields: { serial_number: 'R9-04XT7', model: 'X200' },
  },
  {
    id: 15314,
    name: 'PC of reception',
    type: LAPTOPS,
    owner: CARL,
    fields: { model: 'OptiPlex 360' },
  },
  {
    id: 15310,
    name: '1Password (small business 5 user licence)',
    type: LICENCES,
    owner: ADMIN,
    fields: { seats: '5' },
  },
  {
    id: 16287,
    name: 'TextMate License (serial #107354)',
    type: LICENCES,
    owner: GREG,
    fields: { user_type: 'developer', Description: 'text editor license' },
    values: { expiration_date: '01-01-2014', purchase_date: '01-01-2010' },
  },
];

type Relationship = [from: number, type: number, to: number];

const relationships: Relationship[] = [
  [WEBSITE, DEPENDS_ON, GATEWAY],
  [BILLING, DEPENDS_ON, GATEWAY],
  [TRANSFERS, USES, GATEWAY],
  [GATEWAY, DEPENDS_ON, VM1],
  [GATEWAY, USES, BILLING_DATABASE],
  [BILLING, DEPENDS_ON, BILLING_DATABASE],
  [BILLING_DATABASE, DEPENDS_ON, DB_1],
  [VM1, DEPENDS_ON, APP_1],
  [10240, CONNECTED, 10241],
  [MACBOOK, STRONG, VM1],
  [15310, DEPENDS_ON, MACBOOK],
  [16287, DEPENDS_ON, MACBOOK],
];

const watches: [id: number, item: number, watcher: number][] = [
  [13365, 10189, DAN],
  [13370, MACBOOK, GREG],
  [13371, 15310, GREG],
  [13372, 16287, GREG],
  [13373, GATEWAY, LUKE],
];

const comments: [id: number, item: number, author: number, at: string, text: string][] = [
  [37701, MACBOOK, GREG, '2010-01-11T21:05:00Z', 'Has the loan charger until his own is back.'],
  [37702, GATEWAY, LUKE, '2010-03-02T03:10:00Z', 'The bank allows ten seconds for an answer.'],
];

/**
 * Inserts the configuration database.
 *
 * @param at a time of the demo data, in seconds
 */
export async function seedConfiguration(
  db: Db,
  { account_id, at }: { account_id: number; at: (moment: string) => number },
): Promise<void> {
  await db
    .insertInto('config_types')
    .values(
      types.map(([id, name, parent_id, fields = []]) => ({
        account_id,
        id,
        parent_id,
        name,
        fields: JSON.stringify(fields),
      })),
    )
    .execute();
  await db
    .insertInto('config_relationship_types')
    .values(
      relationshipTypes.map(([id, name, opposite_id, dependency_type, side]) => ({
        account_id,
        id,
        name,
        primary: side === 'primary' ? (1 as const) : (0 as const),
        dependency_type,
        opposite_id,
      })),
    )
    .execute();
  await db
    .insertInto('config_items')
    .values(
      items.map(({ id, name, type, owner, description = '', fields = {}, values = {} }) => ({
        account_id,
        id,
        config_type_id: type,
        name,
        description,
        owner_id: owner,
        config_type_fields: JSON.stringify(fields),
        additional_fields: JSON.stringify(values),
      })),
    )
    .execute();
  const opposites = new Map(relationshipTypes.map(([id, , opposite]) => [id, opposite]));
  await db
    .insertInto('config_relationships')
    .values(
      relationships.flatMap(([from_id, type_id, to_id]) => [
        { account_id, from_id, type_id, to_id },
        { account_id, from_id: to_id, type_id: opposites.get(type_id) as number, to_id: from_id },
      ]),
    )
    .execute();
  await db
    .insertInto('watches')
    .values(
      watches.map(([id, parent_id, user_id]) => ({
        account_id,
        id,
        parent_type: 'config_item' as const,
        parent_id,
        user_id,
        external_email: '',
        created_at: at('2010-01-11T21:00:00Z'),
        updated_at: at('2010-01-11T21:00:00Z'),
      })),
    )
    .execute();
  await db
    .insertInto('notes')
    .values(
      comments.map(([id, parent_id, user_id, moment, note]) => ({
        account_id,
        id,
        parent_type: 'config_item' as const,
        parent_id,
        kind: 'comment',
        note,
        user_id,
        external_email: '',
        created_with: null,
        created_at: at(moment),
        updated_at: at(moment),
      })),
    )
    .execute();
  await db.insertInto('sequences').values({ account_id, name: 'config_item', last: 16_300 }).execute();
}
