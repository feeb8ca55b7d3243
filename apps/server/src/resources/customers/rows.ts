import type { ReadContext } from '../../calls/context.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { CustomersTable, Id, NamedRow } from '../../store/schema.ts';
import { type Pictured, pictureOf } from '../avatars/rows.ts';

export type CustomerRow = NamedRow<CustomersTable> & Pictured;

/** A customer of the account. */
export async function findCustomer({ db }: ReadContext, id: Id): Promise<CustomerRow | undefined> {
  const [customer] = await customersWithId(db, { id });
  return customer;
}

const customersWithId = preparedRows((db, { id }: { id: Id }) =>
  db.from('customers').selectAll().select(pictureOf('customers')).where('id', '=', id),
);
