import { createServiceDesk } from '@service-desk/client';
import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('a changed filter shows a loading state', async ({ desk, api }) => {
  await desk.enter();
  await desk.heading('My incidents').waitFor();
  await desk.settled();
  const release = await desk.hold(/order=created_at/);
  await desk.combobox('Order').selectOption('Newest');
  const table = desk.page.getByRole('table', { name: 'Incidents' });
  await expect.poll(() => table.locator('..').getAttribute('aria-busy')).toBe('true');
  expect(
    await desk.page.evaluate("Number(getComputedStyle(document.querySelector('table')).opacity)"),
  ).toBeLessThan(0.6);
  await desk.page.getByText('Loading…', { exact: true }).waitFor();
  await release();
  const { items } = await api.incidents.list({ order: 'created_at', limit: 20 });
  await expect.poll(() => desk.titles()).toEqual(items.map((item) => item.title));
  await expect.poll(() => table.locator('..').getAttribute('aria-busy')).toBe('false');
});

journey('a record shows its row first; a slow request can be cancelled and repeated', async ({ desk }) => {
  await desk.page.clock.install();
  await desk.enter();
  await desk.link('Payment by card is taken twice').waitFor();
  const release = await desk.hold('**/incidents/13543.json');
  // A click anywhere on the row.
  await desk.page
    .getByRole('row', { name: /Payment by card/ })
    .getByText('Powershop')
    .click();
  await desk.heading('#13543 Payment by card is taken twice').waitFor();
  expect(await desk.page.getByText('Open', { exact: true }).count()).toBe(1);

  expect(await desk.button('Stop waiting').count()).toBe(0);
  await desk.page.clock.fastForward(6000);
  await desk.page.getByText('The server is taking longer than usual to respond.').waitFor();
  await desk.button('Stop waiting').click();
  await desk.page.getByText('You stopped loading the incident').waitFor();
  expect(await desk.button('Stop waiting').count()).toBe(0);
  await release();
  await desk.button('Load').click();
  await desk.button('Resolve').waitFor();
});

journey('a request without a response times out after 30 seconds', async ({ desk }) => {
  await desk.page.clock.install();
  const release = await desk.hold('**/incidents/13543.json');
  await desk.enter('demo-luke', '/incidents/13543');
  await desk.page.getByText('Loading the incident').waitFor();
  await desk.page.clock.fastForward(31_000);
  await desk.page.getByText('The incident could not be loaded').waitFor();
  await release();
  await desk.button('Try again').click();
  await desk.heading(/Payment by card/).waitFor();
});

journey('a page whose code is loading shows a loading state', async ({ desk }) => {
  await desk.enter();
  await desk.heading('My incidents').waitFor();
  const release = await desk.hold('**/assets/new-page-*.js');
  await desk.link('New incident').click();
  await desk.page.getByText('Loading the page').waitFor();
  expect(await desk.heading('My incidents').count()).toBe(0);
  await release();
  await desk.heading('New incident').waitFor();
});

journey('choices that failed to load are reported, and can be reloaded', async ({ desk }) => {
  await desk.page.route('**/services.json', (route) => route.abort());
  await desk.page.route('**/users.json', (route) => route.abort());
  await desk.enter();
  const again = desk.button('Reload services');
  await again.waitFor();
  await desk.combobox('Assigned to').click();
  await desk.page.getByText('The people could not be loaded', { exact: true }).waitFor();
  await desk.page.keyboard.press('Escape');
  await desk.page.unroute('**/services.json');
  await again.click();
  await again.waitFor({ state: 'hidden' });
  await desk.combobox('Services').click();
  await desk.option('Timesheet').waitFor();
});

journey(
  'customers are loaded when their field is opened, and namesakes are distinguished',
  async ({ desk, api }) => {
    const company = await api.companies.create({ name: 'Harbour' });
    await api.customers.create({
      first_name: 'Ines',
      last_name: 'Duarte',
      email: 'ines@power.example',
      Company_id: 5,
    });
    await api.customers.create({
      first_name: 'Ines',
      last_name: 'Duarte',
      email: 'ines@harbour.example',
      Company_id: company.id,
    });
    let lists = 0;
    desk.page.on('request', (request) => {
      if (request.url().includes('/customers.json')) lists += 1;
    });
    await desk.enter('demo-luke', '/incidents/new');
    await desk.heading('New incident').waitFor();
    await desk.settled();
    expect(lists).toBe(0);
    await desk.combobox('Customer').fill('ines');
    await desk.option('Ines Duarte · Powershop · ines@power.example').waitFor();
    await desk.option('Ines Duarte · Harbour · ines@harbour.example').click();
    expect(await desk.combobox('Customer').inputValue()).toBe('Ines Duarte · Harbour · ines@harbour.example');
    expect(lists).toBe(1);
  },
);

journey('one of many customers is found without loading all', async ({ desk, stage }) => {
  const account = { baseUrl: `${stage.server.url}/v1`, token: 'demo-account', concurrency: 8 };
  const { customers } = createServiceDesk(account);
  await Promise.all(
    Array.from({ length: 520 }, (_, index) =>
      customers.create({ first_name: `Zed${1000 + index}`, last_name: 'Smith' }),
    ),
  );
  const pages = new Set<string>();
  desk.page.on('request', (request) => {
    if (request.url().includes('/customers.json')) pages.add(request.url());
  });
  await desk.enter('demo-luke', '/incidents/new');
  await desk.combobox('Customer').fill('zed1319');
  await desk.option('Zed1319 Smith').click();
  await expect.poll(() => desk.combobox('Customer').inputValue()).toBe('Zed1319 Smith');
  // Of six.
  expect(pages.size).toBeLessThan(5);
  await desk.button('Load all').click();
  await desk.button('Load all').waitFor({ state: 'hidden' });
  expect(await desk.combobox('Customer').inputValue()).toBe('Zed1319 Smith');
});
