import type { IncidentsListQuery } from '@service-desk/client';
import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('a queue in each order', async ({ desk, api }) => {
  const titles = async (query: IncidentsListQuery) =>
    (await api.incidents.list(query)).items.map((item) => item.title);
  await desk.signIn('demo-luke', '/?selected_user_id=18');
  const shown: string[][] = [];
  for (const [label, order] of [
    ['Due soonest', 'due_date'],
    ['Priority', 'priority'],
    ['Newest', 'created_at'],
    ['Last active', 'last_active_at'],
  ] as const) {
    await desk.combobox('Order').selectOption(label);
    await expect.poll(() => desk.titles()).toEqual(await titles({ order, selected_user_id: 18 }));
    shown.push(await desk.titles());
  }
  expect(new Set(shown.map(String)).size).toBe(shown.length);
  expect(await desk.page.getByText(/^\d+ open$/).textContent()).toBe(`${shown[0]?.length} open`);
});

journey(
  'another’s, of some services, with what is watched; all of it in the address',
  async ({ desk, api }) => {
    await desk.signIn();
    await desk.combobox('Assigned to').fill('dan');
    await desk.option('Dan Lee').click();
    await desk.heading('Incidents of Dan Lee').waitFor();
    const all = await api.incidents.list({ selected_user_id: 18 });
    await expect.poll(() => desk.titles()).toEqual(all.items.map((item) => item.title));

    await desk.combobox('Services').click();
    await desk.option('Powershop').click();
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('heading', { name: 'Nothing matches' }).waitFor();

    await desk.field('Include watched').check();
    const watched = ['Payment by card is taken twice'];
    await expect.poll(() => desk.titles()).toEqual(watched);

    expect(desk.address).toBe('/?selected_user_id=18&include_watchlisted=1&service_ids=33');
    await desk.page.reload();
    await expect.poll(() => desk.titles()).toEqual(watched);
    await desk.button('Back to my incidents').press('Enter');
    await desk.heading('My incidents').waitFor();
    await expect.poll(() => desk.isFocused(desk.combobox('Assigned to'))).toBe(true);
  },
);

journey('page by page, and back', async ({ desk, api }) => {
  await desk.signIn();
  const first = await api.incidents.list({ limit: 10 });
  const second = await api.incidents.list({ limit: 10, page: 2 });
  const range = desk.page.getByRole('navigation', { name: 'Pages' }).getByRole('status');
  await desk.combobox('Per page').selectOption('10');
  await expect.poll(() => desk.titles()).toEqual(first.items.map((item) => item.title));
  expect(await range.textContent()).toBe(`1–10 of ${first.totalEntries}`);
  expect(await desk.link('Previous page').getAttribute('aria-disabled')).toBe('true');

  await desk.link('Next page').click();
  await expect.poll(() => desk.titles()).toEqual(second.items.map((item) => item.title));
  expect(await range.textContent()).toBe(`11–${10 + second.items.length} of ${first.totalEntries}`);
  expect(await desk.link('Next page').getAttribute('aria-disabled')).toBe('true');

  await desk.page.goBack();
  await expect.poll(() => desk.titles()).toEqual(first.items.map((item) => item.title));

  await desk.go('/?limit=10&page=9');
  await desk.link('Go to its last page').click();
  await expect.poll(() => desk.titles()).toEqual(second.items.map((item) => item.title));
});

journey('the account-wide token shows everybody’s, of every service', async ({ desk }) => {
  await desk.signIn('demo-account', '/?limit=100');
  await desk.heading('Everybody’s incidents').waitFor();
  const expected = ['Pay slip of March is blank', 'Potential issues with QA issues'];
  await expect.poll(() => desk.titles()).toEqual(expect.arrayContaining(expected));
  expect((await desk.titles()).length).toBeGreaterThan(20);
});

journey('a number leads to its incident, also to one that no list shows', async ({ desk }) => {
  await desk.signIn();
  const number = desk.field('Go to incident number');
  await number.fill('the printer');
  await desk.button('Go').click();
  await desk.page.getByRole('alert').filter({ hasText: 'Enter a number, such as 13534' }).waitFor();
  await number.fill('#612');
  await number.press('Enter');
  await desk.heading(/Mail relay refuses attachments/).waitFor();
  await number.fill('424242');
  await number.press('Enter');
  await desk.heading('There is no such incident').waitFor();
});
