import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { avatarView } from '../avatars/views.ts';
import { companyRef } from '../companies/views.ts';
import { fullName } from '../users/views.ts';
import type { CustomerRow } from './rows.ts';

/** A customer on their own. */
export async function customerView(
  context: ReadContext,
  customer: CustomerRow,
): Promise<Schemas['Customer']> {
  return {
    id: customer.id,
    customer_link: `${LINKS}/customers/${customer.id}`,
    full_name: fullName(customer),
    first_name: customer.first_name,
    last_name: customer.last_name,
    email: customer.email,
    email_aliases: customer.email_aliases,
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
    avatar: avatarView(customer, null),
    Company: await companyRef(context, customer.company_id),
  };
}

/** A customer in a list. */
export function customerSummary(customer: CustomerRow): Schemas['CustomerSummary'] {
  return { ...customerRef(customer), avatar: avatarView(customer, null) };
}

/** A customer as lists and records name one. */
export function customerRef(customer: CustomerRow): Schemas['CustomerRef'] {
  return {
    id: customer.id,
    first_name: customer.first_name,
    last_name: customer.last_name,
    customer_link: `${LINKS}/customers/${customer.id}`,
  };
}
