import { withTrimmedAddresses } from '../../addresses.ts';
import type { Call, Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import { pageOf, totals } from '../../calls/pages.ts';
import { bit, given, isGiven } from '../../rules/values.ts';
import type { Id } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import { pictureOf } from '../avatars/rows.ts';
import { avatarView } from '../avatars/views.ts';
import { findCompany } from '../companies/rows.ts';
import { type CustomerRow, findCustomer } from './rows.ts';
import { customerRef, customerView } from './views.ts';

type CustomerInput = Call<'customers.update'>['body'];

export const customers: Handlers<
  'customers.list' | 'customers.create' | 'customers.get' | 'customers.update'
> = {
  async 'customers.list'(call) {
    const { db, faults, query } = call;
    faults.throwIfAny();
    const { limit, offset } = pageOf(query);
    const ofAccount = db.from('customers');
    const [{ count }, rows] = await Promise.all([
      ofAccount.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      ofAccount
        .selectAll()
        .select(pictureOf('customers'))
        .orderBy('name_key')
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute(),
    ]);
    return {
      ...totals(count, limit),
      customers: rows.map((customer) => ({ ...customerRef(customer), avatar: avatarView(customer, null) })),
    };
  },

  async 'customers.get'(call) {
    return { customer: await customerView(call, await existingCustomer(call, call.ids.id)) };
  },

  'customers.create': (call) =>
    call.write(async (context) => {
      const { db, caller, faults } = context;
      const fields = await withInput(context, { ...BLANK, account_id: caller.account }, call.body);
      faults.throwIfAny();
      const customer = { ...fields, id: await nextNumber(db, 'customer') };
      await db.insert('customers', customer).execute();
      return { customer: await customerView(context, { ...customer, picture: null }) };
    }),

  'customers.update': (call) =>
    call.write(async (context) => {
      const { db, faults } = context;
      const { picture, ...before } = await existingCustomer(context, call.ids.id);
      const customer = await withInput(context, before, call.body);
      faults.throwIfAny();
      await db.update('customers').set(customer).where('id', '=', customer.id).execute();
      return { customer: await customerView(context, { ...customer, picture }) };
    }),
};

/** A customer of whom nothing is known yet. */
const BLANK: Omit<CustomerRow, 'account_id' | 'id' | 'picture'> = {
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

async function existingCustomer(context: ReadContext, id: Id): Promise<CustomerRow> {
  const customer = await findCustomer(context, id);
  if (!customer) throw notFound('customer');
  return customer;
}

/** The customer as the call leaves him. */
async function withInput<Customer extends Omit<CustomerRow, 'id' | 'picture'>>(
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
