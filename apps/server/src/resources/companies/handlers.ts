import type { Handlers } from '../../calls/call.ts';
import { found } from '../../calls/faults.ts';
import { pageOf, totals } from '../../calls/pagination.ts';
import { withTrimmedAddresses } from '../../mail-addresses.ts';
import { BLANK_COMPANY, findCompany, insertCompany, listCompanies, saveCompany } from './rows.ts';
import { companySummary, companyView } from './views.ts';

export const companies: Handlers<
  'companies.list' | 'companies.create' | 'companies.get' | 'companies.update'
> = {
  async 'companies.list'(call) {
    call.faults.throwIfAny();
    const page = pageOf(call.query);
    const { count, rows } = await listCompanies(call, page);
    return { ...totals(count, page.limit), Companies: rows.map(companySummary) };
  },

  async 'companies.get'(call) {
    return { Company: companyView(found(await findCompany(call, call.ids.id), 'company')) };
  },

  'companies.create': (call) =>
    call.write(async (context) => {
      context.faults.throwIfAny();
      return {
        Company: companyView(
          await insertCompany(context, { ...BLANK_COMPANY, ...withTrimmedAddresses(call.body) }),
        ),
      };
    }),

  'companies.update': (call) =>
    call.write(async (context) => {
      const before = found(await findCompany(context, call.ids.id), 'company');
      if (call.body.name === '') context.faults.add('name', "can't be blank");
      context.faults.throwIfAny();
      const company = { ...before, ...withTrimmedAddresses(call.body) };
      await saveCompany(context, company);
      return { Company: companyView(company) };
    }),
};
