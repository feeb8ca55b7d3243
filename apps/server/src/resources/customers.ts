import { LINKS } from '../records/context.ts';
import { companyRef, customerRef, findCustomer } from '../records/customers.ts';
import { notFound } from '../records/faults.ts';
import { pageOf, totals } from '../records/pages.ts';
import { fullName } from '../records/people.ts';
import type { Handlers } from './call.ts';

export const customers: Handlers<'customers.list' | 'customers.get'> = {
  async 'customers.list'(call) {
    const { db, caller, faults, query } = call;
    faults.throwIfAny();
    const { limit, offset } = pageOf(query);
    const ofAccount = db.selectFrom('customers').where('account_id', '=', caller.account);
    const [{ count }, rows] = await Promise.all([
      ofAccount.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      ofAccount
        .selectAll()
        .orderBy((eb) => eb.fn<string>('lower', ['first_name']))
        .orderBy((eb) => eb.fn<string>('lower', ['last_name']))
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute(),
    ]);
    return { ...totals(count, limit), customers: rows.map(customerRef) };
  },

  async 'customers.get'(call) {
    const customer = await findCustomer(call, call.ids.id);
    if (!customer) throw notFound('customer');
    return {
      customer: {
        id: customer.id,
        customer_link: `${LINKS}/customers/${customer.id}`,
        full_name: fullName(customer),
        first_name: customer.first_name,
        last_name: customer.last_name,
        email: customer.email,
        office_phone: customer.office_phone,
        mobile_phone: customer.mobile_phone,
        other_phone: customer.other_phone,
        fax: customer.fax,
        address: customer.address,
        job_title: customer.job_title,
        department: customer.department,
        notes: customer.notes,
        portal_access: customer.portal_access === 1,
        see_all_incidents: customer.see_all_incidents === 1,
        admin: customer.admin === 1,
        avatar: null,
        Company: await companyRef(call, customer.company_id),
      },
    };
  },
};
