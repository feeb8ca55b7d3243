import type {
  Company,
  CompanyWrite,
  Customer,
  CustomerWrite,
  Id,
  Page,
  PersonAvatar,
  ServiceDesk,
  User,
} from '@service-desk/client';
import type { EntityKind } from '../entities/entity-kind.ts';
import { formatTimestamp, isGroup } from '../format.ts';
import { type Fields, field, pick } from '../forms/fields.ts';
import { type ResourceInput, resourceAt } from '../resource.ts';
import { displayName, findByName, normalizeName, pageSize } from './name-search.ts';

type Known = Customer & Company & User;

/** A customer, a company, a user or a group, in full or as a list row. */
export type Contact = { id: Id; avatar?: PersonAvatar } & Partial<Omit<Known, 'id' | 'avatar'>>;

type Written = keyof CustomerWrite | keyof CompanyWrite;

/** All writable fields. */
const fields = {
  name: field('text', 'Name', (one) => one.name, { required: true }),
  first_name: field('text', 'First name', (one) => one.first_name),
  last_name: field('text', 'Last name', (one) => one.last_name, { required: true }),
  Company_id: field('company', 'Company', (one) => one.Company),
  job_title: field('text', 'Job title', (one) => one.job_title),
  department: field('text', 'Department', (one) => one.department),
  email: field('text', 'E-mail', (one) => one.email),
  email_aliases: field('text', 'Other e-mail addresses', (one) => one.email_aliases, {
    hint: 'Separated by commas.',
  }),
  office_phone: field('text', 'Office phone', (one) => one.office_phone),
  mobile_phone: field('text', 'Mobile phone', (one) => one.mobile_phone),
  other_phone: field('text', 'Other phone', (one) => one.other_phone),
  fax: field('text', 'Fax', (one) => one.fax),
  website: field('text', 'Website', (one) => one.website),
  address: field('area', 'Address', (one) => one.address),
  notes: field('area', 'Notes', (one) => one.notes),
  portal_access: field('flag', 'Portal access', (one) => one.portal_access, {
    hint: 'Shows their own incidents in the customer portal. Does not give access to this desk.',
  }),
  see_all_incidents: field('flag', 'Sees all of the company’s incidents', (one) => one.see_all_incidents, {
    hint: 'In the customer portal.',
  }),
  admin: field('flag', 'Company administrator', (one) => one.admin, {
    hint: 'Manages the company in the customer portal.',
  }),
} satisfies Record<Written, Fields<Contact>[string]>;

const readOnly: Fields<Contact> = {
  time_zone: field('text', 'Time zone', ({ time_zone }) => time_zone || 'Account default'),
  // v1 formats this timestamp with a blank and without a zone.
  activated_at: field('text', 'First signed in', ({ activated_at }) =>
    activated_at ? formatTimestamp(`${activated_at.replace(' ', 'T')}Z`) : 'Not yet',
  ),
  created_at: field('timestamp', 'Added', ({ created_at }) => created_at),
  updated_at: field('timestamp', 'Last changed', ({ updated_at }) => updated_at),
};

const phones: Written[] = ['office_phone', 'mobile_phone', 'other_phone', 'fax'];
const work: Written[] = ['Company_id', 'job_title', 'department'];
const person: Written[] = ['email', 'email_aliases', ...phones, 'address', 'notes'];
const rights: Written[] = ['portal_access', 'see_all_incidents', 'admin'];

export type ContactPath = 'customers' | 'companies' | 'users';

interface Kind extends EntityKind<Contact> {
  title: string;
  /** Columns of the list, next to the name. */
  columns: Fields<Contact>;
  writable: boolean;
  /** Explains operations that v1 does not have. */
  missing: string;
}

type Differences = Pick<Kind, 'title' | 'noun' | 'fields' | 'missing'> & Partial<Kind>;

function kind(path: ContactPath, differences: Differences): Kind {
  return {
    path,
    nameOf: displayName,
    columns: { id: field('text', 'Number', ({ id }) => String(id)) },
    writable: true,
    address: (id) => `/people/${path}/${id}`,
    listedIn: [path],
    namesakes: (desk, input) => namesakesIn(desk, path, input),
    ...differences,
  };
}

/** The kinds by path. Users are listed completely, the others by page. */
export const contactKinds: Record<ContactPath, Kind> = {
  customers: kind('customers', {
    title: 'Customers',
    noun: 'customer',
    fields: pick<Contact>(fields, ['first_name', 'last_name', ...work, ...person, ...rights]),
    missing: 'Customers cannot be deleted here.',
  }),
  companies: kind('companies', {
    title: 'Companies',
    noun: 'company',
    fields: pick<Contact>(fields, ['name', 'email', 'website', ...phones, 'address', 'notes']),
    missing: 'A company’s customers cannot be listed, and companies cannot be deleted here.',
  }),
  users: kind('users', {
    title: 'Users and groups',
    noun: 'user or group',
    columns: { kind: field('text', 'Kind', (one) => (isGroup(one) ? 'Group' : 'User')) },
    fields: { ...pick<Contact>(fields, [...work, ...person]), ...readOnly },
    writable: false,
    missing: 'Users and groups are managed by your operator, with the server’s command.',
  }),
};

export function kindOf(path: string): Kind | undefined {
  return Object.hasOwn(contactKinds, path) ? contactKinds[path as ContactPath] : undefined;
}

async function namesakesIn(desk: ServiceDesk, path: ContactPath, input: ResourceInput): Promise<Id[]> {
  const name = normalizeName(displayName(input));
  const found = new Set<Id>();
  await findByName(async (page) => {
    const contacts = (await resourceAt<Contact>(desk, path).list({ limit: pageSize, page })) as Page<Contact>;
    for (const one of contacts.items) if (normalizeName(displayName(one)) === name) found.add(one.id);
    return contacts;
  }, name);
  return [...found];
}
