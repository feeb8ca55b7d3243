import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { Id } from '../../store/schema.ts';
import { avatarView } from '../avatars/views.ts';
import { type CompanyRow, findCompany } from './rows.ts';

/** A company in a list. */
export function companySummary(company: CompanyRow): Schemas['CompanySummary'] {
  return {
    id: company.id,
    name: company.name,
    Company_link: companyLink(company),
    avatar: avatarView(company, null),
  };
}

/** A company on its own. */
export function companyView(company: CompanyRow): Schemas['Company'] {
  return {
    ...companySummary(company),
    email: company.email,
    office_phone: company.office_phone,
    mobile_phone: company.mobile_phone,
    other_phone: company.other_phone,
    fax: company.fax,
    website: company.website,
    address: company.address,
    notes: company.notes,
  };
}

/** The company of a person, as people name it. */
export async function companyRef(context: ReadContext, id: Id | null): Promise<Schemas['CompanyRef'] | null> {
  const company = id === null ? undefined : await findCompany(context, id);
  return company ? { id: company.id, name: company.name, Company_link: companyLink(company) } : null;
}

/** The path of a company, with v1's capital letter. */
export function companyLink({ id }: { id: Id }): string {
  return `${LINKS}/Companies/${id}`;
}
