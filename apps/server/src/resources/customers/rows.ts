import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
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

/** A customer as lists and records name one. */
export function customerRef(customer: CustomerRow): Schemas['CustomerRef'] {
  return {
    id: customer.id,
    first_name: customer.first_name,
    last_name: customer.last_name,
    customer_link: `${LINKS}/customers/${customer.id}`,
  };
}
