import { withTrimmedAddresses } from '../../addresses.ts';
import type { Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import { pageOf, totals } from '../../calls/pages.ts';
import type { Id } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import { pictureOf } from '../avatars/rows.ts';
import { type CompanyRow, findCompany } from './rows.ts';
import { companySummary, companyView } from './views.ts';

export const companies: Handlers<
  'companies.list' | 'companies.create' | 'companies.get' | 'companies.update'
> = {
  async 'companies.list'(call) {
    const { db, faults, query } = call;
    faults.throwIfAny();
    const { limit, offset } = pageOf(query);
    const ofAccount = db.from('companies');
    const [{ count }, rows] = await Promise.all([
      ofAccount.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      ofAccount
        .selectAll()
        .select(pictureOf('companies'))
        .orderBy('name_key')
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute(),
    ]);
    return { ...totals(count, limit), Companies: rows.map(companySummary) };
  },

  async 'companies.get'(call) {
    return { Company: companyView(await existingCompany(call, call.ids.id)) };
  },

  'companies.create': (call) =>
    call.write(async (context) => {
      const { db, caller, faults } = context;
      faults.throwIfAny();
      const id = await nextNumber(db, 'company');
      const company = { ...BLANK, ...withTrimmedAddresses(call.body), account_id: caller.account, id };
      await db.insert('companies', company).execute();
      return { Company: companyView({ ...company, picture: null }) };
    }),

  'companies.update': (call) =>
    call.write(async (context) => {
      const { db, faults } = context;
      const { picture, ...before } = await existingCompany(context, call.ids.id);
      if (call.body.name === '') faults.add('name', "can't be blank");
      faults.throwIfAny();
      const company = { ...before, ...withTrimmedAddresses(call.body) };
      await db.update('companies').set(company).where('id', '=', company.id).execute();
      return { Company: companyView({ ...company, picture }) };
    }),
};

/** A company of which nothing is known yet. */
const BLANK = {
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
};

async function existingCompany(context: ReadContext, id: Id): Promise<CompanyRow> {
  const company = await findCompany(context, id);
  if (!company) throw notFound('company');
  return company;
}
