import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { dan, luke } = await startProvider();

const everyText = {
  first_name: 'Ines',
  last_name: 'Duarte',
  email: 'ines.duarte@powershop.example',
  email_aliases: 'ines@powershop.example,duarte@powershop.example',
  office_phone: '04 111 2440',
  mobile_phone: '021 111 2440',
  other_phone: '04 111 2441',
  fax: '04 111 2442',
  address: '15 Meter Lane\nWellington',
  notes: 'Rings before nine.',
  job_title: 'Billing Clerk',
  department: 'Billing',
};
const everyFlag = { portal_access: true, see_all_incidents: true, admin: true };
const company = {
  name: 'Harbour Freight',
  email: 'office@harbour.example',
  office_phone: '04 222 3300',
  mobile_phone: '021 222 3300',
  other_phone: '04 222 3301',
  fax: '04 222 3302',
  website: 'https://harbour.example',
  address: '2 Aotea Quay',
  notes: 'By the port.',
};

async function newCustomer(fields: Record<string, unknown> = {}) {
  const { result, errors } = await dan.post('customers', { customer: { last_name: 'Duarte', ...fields } });
  expect(errors).toBeUndefined();
  return result.customer;
}

test('[people.2] a customer gives back all that was written, to everybody', async () => {
  const written = await newCustomer({ ...everyText, ...everyFlag, Company_id: 5 });
  expect(written).toEqual({
    ...everyText,
    ...everyFlag,
    id: 2021,
    customer_link: '/external_api/v1/customers/2021',
    full_name: 'Ines Duarte',
    avatar: null,
    Company: { id: 5, name: 'Powershop', Company_link: '/external_api/v1/Companies/5' },
  });
  expect((await luke.get(written.customer_link)).result.customer).toEqual(written);
  const { customers } = (await luke.get('customers?limit=100')).result;
  expect(customers).toContainEqual({
    id: 2021,
    customer_link: '/external_api/v1/customers/2021',
    first_name: 'Ines',
    last_name: 'Duarte',
    avatar: null,
  });
});

test('[people.2] a company gives back all that was written, to everybody', async () => {
  const { Company } = (await dan.post('Companies', { Company: company })).result;
  expect(Company).toEqual({
    ...company,
    id: 34,
    Company_link: '/external_api/v1/Companies/34',
    avatar: null,
  });
  expect((await luke.get(Company.Company_link)).result.Company).toEqual(Company);
});

test('[people.3] a customer needs a last name, a company a name; a number is a name too', async () => {
  const noLastName = ["[E400] last_name can't be blank"];
  expect((await dan.post('customers', { customer: { first_name: 'Ines' } })).errors).toEqual(noLastName);
  expect((await dan.put('customers/430', { customer: { last_name: ' ' } })).errors).toEqual(noLastName);
  expect((await dan.put('customers/430', { customer: { last_name: null } })).errors).toEqual(noLastName);
  const noName = ["[E400] name can't be blank"];
  expect((await dan.post('Companies', { Company: { email: 'a@b.example' } })).errors).toEqual(noName);
  expect((await dan.put('Companies/5', { Company: { name: '' } })).errors).toEqual(noName);
  expect((await newCustomer({ last_name: 42 })).last_name).toBe('42');
  // What was refused has taken no number.
  expect((await newCustomer()).id).toBe(2022);
  expect((await dan.get('Companies')).result.total_entries).toBe(3);
});

test('[people.4] a customer is of one company or of none', async () => {
  const update = async (fields: object) => dan.put('customers/430', { customer: fields });
  expect((await update({ Company_id: '6' })).result.customer.Company.name).toBe('Meridian Foods');
  expect((await update({ notes: 'Moved.' })).result.customer.Company.id).toBe(6);
  expect((await update({ Company_id: 99 })).errors).toEqual(['[E400] no company found']);
  expect((await update({ Company_id: 'Meridian' })).errors).toEqual(['[E400] Company_id is not a number']);
  expect((await update({ Company_id: '' })).result.customer.Company).toBeNull();
  expect((await update({ Company_id: 33 })).result.customer.Company.name).toBe('AERO.X');
  expect((await update({ Company_id: null })).result.customer.Company).toBeNull();
  await dan.put('Companies/6', { Company: { name: 'Meridian Food & Drink' } });
  expect((await dan.get('customers/33')).result.customer.Company.name).toBe('Meridian Food & Drink');
});

test('[people.5] portal flags are kept as sent, each on its own', async () => {
  const { id } = await newCustomer();
  const update = async (fields: object) => {
    const { portal_access, see_all_incidents, admin } = (
      await dan.put(`customers/${id}`, { customer: fields })
    ).result.customer;
    return [portal_access, see_all_incidents, admin];
  };
  expect(await update({})).toEqual([false, false, false]);
  expect(await update({ admin: 1 })).toEqual([false, false, true]);
  expect(await update({ see_all_incidents: 'true' })).toEqual([false, true, true]);
  expect(await update({ admin: '0', portal_access: true })).toEqual([true, true, false]);
  expect((await dan.put(`customers/${id}`, { customer: { admin: 'yes' } })).errors).toEqual([
    '[E400] admin is not true or false',
  ]);
});

test('[people.6] companies are found in lower case too, as the wrapper and the field are', async () => {
  expect((await dan.get('/external_api/v1/companies.json?limit=1')).text).toBe(
    (await dan.get('/external_api/v1/Companies.json?limit=1')).text,
  );
  expect((await dan.get('companies/33')).result.Company.name).toBe('AERO.X');
  const written = await dan.put('companies/33', { company: { fax: '1' } });
  expect(written.result.Company.fax).toBe('1');
  expect((await newCustomer({ company_id: 33 })).Company.id).toBe(33);
  expect((await newCustomer({ company_id: 33, Company_id: 5 })).Company.id).toBe(5);
  expect((await dan.post('companies', {})).errors).toEqual([
    '[E400] The Company parameter must be specified for this call',
  ]);
});

test('[people.6] a company is created at the address that the guide misprints, whatever its id', async () => {
  for (const path of ['Companies/5.json', 'Companies/:id.json', 'companies/99']) {
    const { Company } = (await dan.post(path, { Company: { name: path } })).result;
    expect((await dan.get(`Companies/${Company.id}`)).result.Company.name).toBe(path);
  }
  expect((await dan.get('Companies/5')).result.Company.name).toBe('Powershop');
  const wrong = await dan.delete('Companies/5');
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PUT']);
});

test('[people.6] a first name is taken under the name that the guide misprints', async () => {
  expect((await newCustomer({ first: 'Ines' })).full_name).toBe('Ines Duarte');
  expect((await newCustomer({ first: 'Ines', first_name: 'Inês' })).full_name).toBe('Inês Duarte');
});

test('[blank.5] what is absent is left alone, and what was read changes nothing', async () => {
  const { id } = await newCustomer({ ...everyText, ...everyFlag, Company_id: 5 });
  const { customer } = (await dan.get(`customers/${id}`)).result;
  expect((await dan.put(`customers/${id}`, { customer })).result.customer).toEqual(customer);
  const cleared = await dan.put(`customers/${id}`, { customer: { address: null, email_aliases: '' } });
  expect(cleared.result.customer).toEqual({ ...customer, address: '', email_aliases: '' });
  const { Company } = (await dan.get('Companies/5')).result;
  expect((await dan.put('Companies/5', { Company })).result.Company).toEqual(Company);
  const without = await dan.put('Companies/5', { Company: { email: '' } });
  expect(without.result.Company).toEqual({ ...Company, email: '' });
});

test('[lists.11] companies stand by name, ignoring case, over all pages', async () => {
  for (const name of ['zebra print', 'Aardvark', 'meridian'])
    await dan.post('Companies', { Company: { name } });
  const names = [];
  for (const page of [1, 2, 3]) {
    const { total_entries, total_pages, Companies } = (await dan.get(`Companies?limit=2&page=${page}`))
      .result;
    expect([total_entries, total_pages]).toEqual([6, 3]);
    names.push(...Companies.map(({ name }: { name: string }) => name));
  }
  expect(names).toEqual(['Aardvark', 'AERO.X', 'meridian', 'Meridian Foods', 'Powershop', 'zebra print']);
});

test('[names.2] names with accents stand among their letters, on every page', async () => {
  const names = [
    'zoe',
    'Élodie',
    'élan',
    'Ελένη',
    'Øre',
    '\u004e\u0303andú',
    'nandu',
    '漢字',
    'Strasse',
    'straße',
  ];
  for (const name of names) await dan.post('Companies', { Company: { name } });
  const listed = [];
  for (let page = 1; page <= 5; page += 1) {
    const { Companies } = (await dan.get(`Companies?limit=3&page=${page}`)).result;
    listed.push(
      ...Companies.map(({ name }: { name: string }) => name).filter((name: string) => names.includes(name)),
    );
  }
  expect(listed).toEqual([
    'élan',
    'Élodie',
    'nandu',
    '\u004e\u0303andú',
    'Øre',
    'Strasse',
    'straße',
    'zoe',
    'Ελένη',
    '漢字',
  ]);
  await dan.put('Companies/5', { Company: { name: 'Ölwerk' } });
  const { Companies } = (await dan.get('Companies?limit=100')).result;
  const all = Companies.map(({ name }: { name: string }) => name);
  expect(all.slice(all.indexOf('\u004e\u0303andú') + 1, all.indexOf('Øre'))).toEqual(['Ölwerk']);
});

test('[names.2] customers go by first name, then last name, whatever the accents', async () => {
  for (const [first_name, last_name] of [
    ['José', 'Zúñiga'],
    ['Jose', 'Álvarez'],
    ['JOSÉ', 'Alvarez'],
    ['Josef', 'Aalto'],
  ])
    await newCustomer({ first_name, last_name });
  const { customers } = (await dan.get('customers?limit=100')).result;
  const names = customers.map(
    ({ first_name, last_name }: Record<string, string>) => `${first_name} ${last_name}`,
  );
  expect(names.filter((name: string) => /^jos/i.test(name))).toEqual([
    'Jose Álvarez',
    'JOSÉ Alvarez',
    'José Zúñiga',
    'Josef Aalto',
  ]);
});

test('[dates.2] customers and companies are numbered each for themselves', async () => {
  expect((await newCustomer()).id).toBe(2021);
  expect((await dan.post('Companies', { Company: { name: 'Harbour Freight' } })).result.Company.id).toBe(34);
  expect((await newCustomer()).id).toBe(2022);
});
