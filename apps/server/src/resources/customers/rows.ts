import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { PageRange } from '../../calls/pagination.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { CustomersTable, Id, NamedRow } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import { type Pictured, pictureOf } from '../avatars/rows.ts';
import { type Listed, listByName } from '../list-by-name.ts';

export type CustomerRow = NamedRow<CustomersTable> & Pictured;
/** A customer without what other tables hold of them. */
export type StoredCustomer = Omit<CustomerRow, 'picture'>;

/** The fields of a customer that nothing is known of. */
export const BLANK_CUSTOMER: Omit<StoredCustomer, 'account_id' | 'id'> = {
  first_name: '',
  last_name: '',
  email: '',
  email_aliases: '',
  office_phone: '',
  mobile_phone: '',
  other_phone: '',
  fax: '',
  address: '',
  job_title: '',
  department: '',
  notes: '',
  portal_access: 0,
  see_all_incidents: 0,
  admin: 0,
  company_id: null,
  avatar_id: null,
};

/** A customer of the account. */
export async function findCustomer({ db }: ReadContext, id: Id): Promise<CustomerRow | undefined> {
  const [customer] = await customersWithId(db, { id });
  return customer;
}

const customersWithId = preparedRows((db, { id }: { id: Id }) => customersOf(db).where('id', '=', id));

/** A page of the account's customers by name. */
export function listCustomers({ db }: ReadContext, page: PageRange): Promise<Listed<CustomerRow>> {
  return listByName(customersOf(db), page);
}

/** Stores a new customer. */
export async function insertCustomer(
  { db }: WriteContext,
  fields: Omit<StoredCustomer, 'id'>,
): Promise<CustomerRow> {
  const customer = { ...fields, id: await nextNumber(db, 'customer') };
  await db.insert('customers', customer).execute();
  return { ...customer, picture: null };
}

/** Stores a customer as a call left them. */
export async function saveCustomer(
  { db }: WriteContext,
  { picture: _, ...customer }: CustomerRow,
): Promise<void> {
  await db.update('customers').set(customer).where('id', '=', customer.id).execute();
}

function customersOf(db: ReadContext['db']) {
  return db.from('customers').selectAll().select(pictureOf('customers'));
}
