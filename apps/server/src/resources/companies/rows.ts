import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { PageRange } from '../../calls/pagination.ts';
import type { CompaniesTable, Id, NamedRow } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import { type Pictured, pictureOf } from '../avatars/rows.ts';
import { type Listed, listByName } from '../list-by-name.ts';

export type CompanyRow = NamedRow<CompaniesTable> & Pictured;
/** A company without what other tables hold of it. */
type StoredCompany = Omit<CompanyRow, 'picture'>;

/** The fields of a company that nothing is known of. */
export const BLANK_COMPANY = {
  name: '',
  email: '',
  office_phone: '',
  mobile_phone: '',
  other_phone: '',
  fax: '',
  website: '',
  address: '',
  notes: '',
  avatar_id: null,
} satisfies Omit<StoredCompany, 'account_id' | 'id'>;

/** A company of the account. */
export async function findCompany({ db }: ReadContext, id: Id): Promise<CompanyRow | undefined> {
  return companiesOf(db).where('id', '=', id).executeTakeFirst();
}

/** A page of the account's companies by name. */
export function listCompanies({ db }: ReadContext, page: PageRange): Promise<Listed<CompanyRow>> {
  return listByName(companiesOf(db), page);
}

/** Stores a new company. */
export async function insertCompany(
  { db, caller }: WriteContext,
  fields: Omit<StoredCompany, 'account_id' | 'id'>,
): Promise<CompanyRow> {
  const company = { ...fields, account_id: caller.account, id: await nextNumber(db, 'company') };
  await db.insert('companies', company).execute();
  return { ...company, picture: null };
}

/** Stores a company as a call left it. */
export async function saveCompany(
  { db }: WriteContext,
  { picture: _, ...company }: CompanyRow,
): Promise<void> {
  await db.update('companies').set(company).where('id', '=', company.id).execute();
}

function companiesOf(db: ReadContext['db']) {
  return db.from('companies').selectAll().select(pictureOf('companies'));
}
