import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { CompaniesTable, Id, NamedRow } from '../../store/schema.ts';
import { type Pictured, pictureOf } from '../avatars/rows.ts';

export type CompanyRow = NamedRow<CompaniesTable> & Pictured;

/** A company of the account. */
export async function findCompany({ db }: ReadContext, id: Id): Promise<CompanyRow | undefined> {
  return db
    .from('companies')
    .selectAll()
    .select(pictureOf('companies'))
    .where('id', '=', id)
    .executeTakeFirst();
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
