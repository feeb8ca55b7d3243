import type { Call, Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { pageOf, totals } from '../../calls/pagination.ts';
import { withTrimmedAddresses } from '../../mail-addresses.ts';
import { bit, given, isGiven } from '../../rules/values.ts';
import { findCompany } from '../companies/rows.ts';
import {
  BLANK_CUSTOMER,
  findCustomer,
  insertCustomer,
  listCustomers,
  type StoredCustomer,
  saveCustomer,
} from './rows.ts';
import { customerSummary, customerView } from './views.ts';

type CustomerInput = Call<'customers.update'>['body'];

export const customers: Handlers<
  'customers.list' | 'customers.create' | 'customers.get' | 'customers.update'
> = {
  async 'customers.list'(call) {
    call.faults.throwIfAny();
    const page = pageOf(call.query);
    const { count, rows } = await listCustomers(call, page);
    return { ...totals(count, page.limit), customers: rows.map(customerSummary) };
  },

  async 'customers.get'(call) {
    const customer = found(await findCustomer(call, call.ids.id), 'customer');
    return { customer: await customerView(call, customer) };
  },

  'customers.create': (call) =>
    call.write(async (context) => {
      const { caller, faults } = context;
      const customer = await withInput(context, { ...BLANK_CUSTOMER, account_id: caller.account }, call.body);
      faults.throwIfAny();
      return { customer: await customerView(context, await insertCustomer(context, customer)) };
    }),

  'customers.update': (call) =>
    call.write(async (context) => {
      const before = found(await findCustomer(context, call.ids.id), 'customer');
      const customer = await withInput(context, before, call.body);
      context.faults.throwIfAny();
      await saveCustomer(context, customer);
      return { customer: await customerView(context, customer) };
    }),
};

/** The customer as the call leaves them. */
async function withInput<Customer extends Omit<StoredCustomer, 'id'>>(
  context: ReadContext,
  before: Customer,
  { Company_id, portal_access, see_all_incidents, admin, ...texts }: CustomerInput,
): Promise<Customer> {
  const { faults } = context;
  if (texts.last_name === '') faults.add('last_name', "can't be blank");
  const moves = isGiven(Company_id) && Company_id !== before.company_id;
  if (moves && !(await findCompany(context, Company_id))) faults.notFound('Company_id', 'company');
  return {
    ...before,
    ...withTrimmedAddresses(texts),
    company_id: given(Company_id, before.company_id),
    portal_access: given(bit(portal_access), before.portal_access),
    see_all_incidents: given(bit(see_all_incidents), before.see_all_incidents),
    admin: given(bit(admin), before.admin),
  };
}
