import { createServiceDesk } from '@service-desk/client';
import { describe, expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey as base } from './journey.ts';

/** `colleague` changes the same customers through the API, as Dan Lee. */
const journey = base.extend('colleague', ({ stage }) =>
  createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-dan' }),
);

function names({ page }: Desk): Promise<string[]> {
  return page.locator('[data-row]').allTextContents();
}

journey('a customer is found by name, and edited with the rights in the portal', async ({ desk, api }) => {
  await desk.enter('demo-luke', '/people/customers');
  await desk.heading('Customers').waitFor();
  await desk.textbox('Find by name').fill('vries');
  await expect.poll(() => names(desk)).toEqual(['Pieter de Vries']);
  expect(desk.address).toBe('/people/customers?find=vries');
  await desk.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
  await expect.poll(() => desk.textbox('Find by name').inputValue()).toBe('');
  await desk.textbox('Find by name').pressSequentially('de vries', { delay: 60 });
  await expect.poll(() => names(desk)).toEqual(['Pieter de Vries']);
  expect(await desk.textbox('Find by name').inputValue()).toBe('de vries');
  await desk.link('Pieter de Vries').click();
  await desk.heading('Pieter de Vries').waitFor();
  expect(await desk.fact('E-mail').textContent()).toBe('pieter.devries@meridian.example');
  // The size that a page is made for, not that of a list.
  expect(await desk.page.locator('main img').getAttribute('src')).toMatch(/\/L\.png$/);

  await desk.button('Edit').click();
  await desk.field('Last name').fill('');
  await desk.field('Job title').fill('Buyer');
  await desk.field('Company administrator').check();
  await desk.button('Save changes').click();
  await expect.poll(() => desk.errorOf(desk.field('Last name'))).toBe("Last name can't be blank");
  await expect.poll(() => desk.isFocused(desk.field('Last name'))).toBe(true);
  await desk.field('Last name').fill('de Vries');
  await desk.combobox('Company').click();
  await desk.option('AERO.X').click();
  await desk.button('Save changes').click();
  await desk.announced('Pieter de Vries saved');
  await desk.dialog('Edit customer').waitFor({ state: 'hidden' });
  expect(await api.customers.get(33)).toMatchObject({
    last_name: 'de Vries',
    job_title: 'Buyer',
    admin: true,
    portal_access: true,
    Company: { name: 'AERO.X' },
  });
  await desk.fact('Company').getByRole('link', { name: 'AERO.X' }).click();
  await desk.heading('AERO.X').waitFor();
  await desk.page.getByText('A company’s customers cannot be listed').waitFor();
  await desk.link('Add a customer of this company').click();
  await expect.poll(() => desk.combobox('Company').inputValue()).toBe('AERO.X');

  await desk.page.goBack();
  await desk.page.goBack();
  await desk.page.goBack();
  await expect.poll(() => desk.isFocused(desk.link('Pieter de Vries'))).toBe(true);
});

journey(
  'a conflict with a change by a colleague shows all three values',
  async ({ desk, api, colleague }) => {
    const { id } = await api.customers.create({ first_name: 'Ana', last_name: 'Sousa', office_phone: '1' });
    await desk.enter('demo-luke', `/people/customers/${id}`);
    await desk.button('Edit').click();
    await desk.field('Office phone').fill('3');
    await colleague.customers.update(id, { office_phone: '2', fax: '9' });
    await desk.button('Save changes').click();
    const conflict = desk.section('Office phone');
    await conflict.waitFor();
    expect(await conflict.getByRole('definition').allTextContents()).toEqual(['1', '2', '3']);
    await desk.page.getByText('Fax: from nothing to 9.').waitFor();
    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await desk.button('Save changes').click();
    await desk.announced('Ana Sousa saved');
    expect(await api.customers.get(id)).toMatchObject({ office_phone: '3', fax: '9' });
  },
);

journey(
  'a customer whose response is lost is found among namesakes, and not added twice',
  async ({ desk, api }) => {
    await api.customers.create({ first_name: 'Jo', last_name: 'Park', email: 'jo@aerox.example' });
    await desk.enter('demo-luke', '/people/customers');
    await desk.link('New customer').click();
    let lost = false;
    await desk.page.route('**/customers.json', async (route) => {
      if (lost || route.request().method() === 'GET') return route.fallback();
      lost = true;
      await route.fetch();
      await route.abort();
    });
    await desk.field('First name').fill('Jo');
    await desk.field('Last name').fill('Park');
    await desk.field('E-mail').fill('jo@meridian.example');
    await desk.field('Portal access').check();
    await desk.button('Add customer').click();
    await desk.page.getByText('Already saved').waitFor();
    const [, mine] = (await api.customers.list({ limit: 100 })).items.filter(
      (one) => one.last_name === 'Park',
    );
    expect(await desk.page.getByRole('link', { name: /^Jo Park, #/ }).getAttribute('href')).toBe(
      `/people/customers/${mine?.id}`,
    );
    await desk.button('Yes, this is it').click();
    await desk.heading('Jo Park').waitFor();
    expect(await desk.fact('E-mail').textContent()).toBe('jo@meridian.example');
    const { items } = await api.customers.list({ limit: 100 });
    expect(items.filter((one) => one.last_name === 'Park')).toHaveLength(2);
  },
);

journey('a list is navigated by page, and by page number', async ({ desk, api }) => {
  const all = (await api.customers.list({ limit: 100 })).items.map(({ id }) => String(id));
  await desk.enter('demo-luke', '/people/customers?limit=5');
  const ids = () =>
    desk.page
      .locator('[data-row]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-row')));
  await desk.link('Next page').click();
  await expect.poll(ids).toEqual(all.slice(5, 10));
  await desk.textbox('Page').fill('3');
  await desk.page.keyboard.press('Enter');
  await expect.poll(ids).toEqual(all.slice(10, 15));
  expect(desk.address).toBe('/people/customers?limit=5&page=3');
});

journey('missing records and failed requests are reported, with a way to continue', async ({ desk }) => {
  await desk.enter('demo-luke', '/people/companies?find=nowhere');
  await desk.page.getByRole('heading', { name: 'No matching company' }).waitFor();
  await desk.page.route('**/Companies.json*', (route) => route.abort());
  await desk.link('Show all companies').click();
  await expect.poll(() => desk.textbox('Find by name').inputValue()).toBe('');
  await desk.page.getByText('The companies could not be loaded').waitFor();
  await desk.page.unroute('**/Companies.json*');
  await desk.button('Try again').click();
  await desk.link('AERO.X').waitFor();
  await desk.go('/people/customers/99999999');
  await desk.heading('Customer not found').waitFor();
  await desk.go('/people/users/new');
  await desk.page.getByText('Users and groups are managed by your operator').waitFor();
  await desk.go('/people/unknown');
  await desk.heading('Page not found').waitFor();
});

describe('on a phone', () => {
  journey.override('look', { scheme: 'light', width: 'narrow' });

  journey('users and groups are listed, and a company is added', async ({ desk, api }) => {
    await desk.enter('demo-luke', '/people/users');
    const { items } = await api.services.list().then((services) => ({ items: services }));
    const service = items.find(({ name }) => name === 'Timesheet');
    const members = await api.users.list({ service_id: service?.id ?? 0 });
    await desk.field('With access to').selectOption('Timesheet');
    await expect.poll(() => names(desk)).toEqual(members.map(({ full_name }) => full_name));
    await desk.field('With access to').selectOption('Any service');
    await desk.textbox('Find by name').fill('support');
    await desk.link('Support Group').click();
    expect(await desk.fact('Kind').textContent()).toBe('Group');
    expect(await desk.button('Edit').count()).toBe(0);

    await desk.go('/people/companies/new');
    await desk.field('Name').fill('Kereru Coffee');
    await desk.field('Website').fill('https://kereru.example');
    await desk.button('Add company').click();
    await desk.announced('Kereru Coffee added');
    await desk.heading('Kereru Coffee').waitFor();
    expect((await api.companies.list({ limit: 100 })).items.map(({ name }) => name)).toContain(
      'Kereru Coffee',
    );
    await desk.button('Edit').click();
    await desk.field('Office phone').fill('04 111 7000');
    await desk.button('Save changes').click();
    await desk.announced('Kereru Coffee saved');
    expect(await desk.fact('Office phone').textContent()).toBe('04 111 7000');

    await desk.go('/people/customers/new');
    await desk.field('First name').fill('Aroha');
    await desk.field('Last name').fill('Ngata');
    await desk.button('Add customer').click();
    await desk.announced('Aroha Ngata added');
    await desk.heading('Aroha Ngata').waitFor();
  });
});
