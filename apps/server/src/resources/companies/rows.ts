import type { ReadContext } from '../../calls/context.ts';
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
