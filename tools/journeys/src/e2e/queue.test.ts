import { createServiceDesk, type IncidentsListQuery } from '@service-desk/client';
import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('a queue is sorted by each order', async ({ desk, api }) => {
  const titles = async (query: IncidentsListQuery) =>
    (await api.incidents.list(query)).items.map((item) => item.title);
  await desk.enter('demo-luke', '/incidents?selected_user_id=18');
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
  'the queue of another person, with services and watched records, is in the address',
  async ({ desk, api }) => {
    await desk.enter();
    await desk.combobox('Assigned to').fill('dan');
    await desk.option('Dan Lee').click();
    await desk.heading('Dan Lee’s incidents').waitFor();
    const all = await api.incidents.list({ selected_user_id: 18 });
    await expect.poll(() => desk.titles()).toEqual(all.items.map((item) => item.title));

    await desk.combobox('Services').click();
    await desk.option('Powershop').click();
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('heading', { name: 'No matches' }).waitFor();

    await desk.field('Include watched').check();
    const watched = ['Payment by card is taken twice'];
    await expect.poll(() => desk.titles()).toEqual(watched);

    expect(desk.address).toBe('/incidents?selected_user_id=18&include_watchlisted=1&service_ids=33');
    await desk.page.reload();
    await expect.poll(() => desk.titles()).toEqual(watched);
    await desk.button('Show my incidents').press('Enter');
    await desk.heading('My incidents').waitFor();
    await expect.poll(() => desk.isFocused(desk.combobox('Assigned to'))).toBe(true);
  },
);

journey('a queue is navigated by page, and back', async ({ desk, api }) => {
  await desk.enter();
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

  await desk.go('/incidents?limit=10&page=9');
  await desk.link('Go to the last page').click();
  await expect.poll(() => desk.titles()).toEqual(second.items.map((item) => item.title));
});

journey('a page is opened by its number', async ({ desk }) => {
  await desk.enter('demo-account', '/incidents?limit=10');
  const page = desk.field('Page');
  await page.fill('3');
  await page.press('Enter');
  await expect.poll(() => desk.address).toBe('/incidents?limit=10&page=3');
  await expect.poll(() => page.inputValue()).toBe('3');
  await page.fill('999');
  await page.press('Enter');
  await expect.poll(() => desk.link('Next page').getAttribute('aria-disabled')).toBe('true');
  await page.fill('the last');
  await page.press('Enter');
  await expect.poll(() => page.inputValue()).toMatch(/^\d+$/);
});

journey('a passed escalation is marked until the incident is resolved', async ({ desk, api }) => {
  // Opened long enough ago at any time of day.
  await api.incidents.update(13543, { opened_at: new Date(Date.now() - 2 * 86_400_000).toISOString() });
  await desk.enter();
  const { items } = await api.incidents.list({ limit: 100 });
  const escalated = items.filter(
    ({ due_to_escalate_at: at, status }) => at && Date.parse(at) < Date.now() && status !== 'Resolved',
  );
  expect(escalated.length).toBeGreaterThan(0);
  await expect.poll(() => desk.page.getByText('Past escalation').count()).toBe(escalated.length);
});

journey('the account-wide token shows all incidents of all services', async ({ desk }) => {
  await desk.enter('demo-account', '/incidents?limit=100');
  await desk.heading('All incidents').waitFor();
  const expected = ['Pay slip of March is blank', 'Potential issues with QA issues'];
  await expect.poll(() => desk.titles()).toEqual(expect.arrayContaining(expected));
  expect((await desk.titles()).length).toBeGreaterThan(20);
});

journey(
  'the kind of token is inferred without a request, and not from an empty queue',
  async ({ desk, stage }) => {
    const api = createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-account' });
    const asked: string[] = [];
    desk.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/v1/')) asked.push(pathname);
    });
    const four = ['incidents', 'services', 'users', 'users/current_user'].map((path) => `/v1/${path}.json`);
    await desk.enter('demo-account');
    await desk.heading('All incidents').waitFor();
    asked.length = 0;
    await desk.page.reload();
    await desk.heading('All incidents').waitFor();
    await desk.settled();
    expect(asked.sort()).toEqual(four);

    // As on a new server.
    const service_ids = [123];
    for (const { id } of (await api.incidents.list({ service_ids })).items) {
      const now = new Date().toISOString();
      await api.incidents.update(id, {
        resolved_at: now,
        closed_at: now,
        closure_code: 1,
        closure_comment: 'Done.',
      });
    }
    asked.length = 0;
    await desk.page.clock.install();
    await desk.go('/incidents?service_ids=123');
    await desk.page.getByRole('heading', { name: 'No matches' }).waitFor();
    await desk.settled();
    expect(asked.sort()).toEqual(four);
    await desk.heading('Incidents').waitFor();

    await api.incidents.create({ title: 'Pay slip of April is late', service_id: 123, assigned_user_id: 12 });
    await desk.page.clock.fastForward(61_000);
    await desk.heading('All incidents').waitFor();
    await expect.poll(() => desk.titles()).toEqual(['Pay slip of April is late']);
  },
);

journey('a queue is polled, and new rows are shown on demand', async ({ desk, api }) => {
  await desk.page.clock.install();
  await desk.enter();
  await desk.heading('My incidents').waitFor();
  await desk.settled();
  const before = await desk.titles();
  const me = await api.users.current();
  const due_date = new Date(Date.now() + 90 * 60_000).toISOString();
  const { id } = await api.incidents.create({
    title: 'Door is ajar',
    service_id: 20,
    assigned_user_id: me.id,
    due_date,
  });
  await desk.page.clock.fastForward(61_000);
  await desk.button('1 new').waitFor();
  expect(await desk.titles()).toEqual(before);
  await expect.poll(() => desk.page.title()).toBe('(1 new) My incidents – Service Desk');
  await desk.button('1 new').click();
  await expect.poll(() => desk.titles()).toContain('Door is ajar');
  await expect.poll(() => desk.page.title()).toBe(`(${before.length + 1}) My incidents – Service Desk`);
  await expect.poll(() => desk.isFocused(desk.page.locator('[data-row]').first())).toBe(true);

  const row = desk.page.getByRole('row', { name: /Door is ajar/ });
  await row.getByText('in 1 hour').waitFor();
  await api.incidents.update(id, { title: 'Door is open' });
  await desk.page.clock.fastForward(61 * 60_000);
  await desk.page
    .getByRole('row', { name: /Door is open/ })
    .getByText(/in \d+ minutes/)
    .waitFor();
  expect(await desk.button('Show changes').count()).toBe(0);

  await desk.link('Door is open').click();
  await desk.button('Resolve').waitFor();
  await api.incidents.update(id, { title: 'Door is shut' });
  await desk.page.clock.fastForward(61_000);
  await desk.heading(`#${id} Door is shut`).waitFor();
});

journey('rows are selected by a click in the cell, as a range, and all at once', async ({ desk }) => {
  await desk.enter('demo-account', '/incidents?limit=10');
  const boxes = desk.page.getByRole('checkbox', { name: /^Select #/ });
  const cells = desk.page.getByRole('cell').filter({ has: boxes });
  await boxes.first().waitFor();
  const checked = () => desk.page.getByRole('checkbox', { name: /^Select #/, checked: true }).count();
  // Each corner, outside of the box.
  const { width, height } = (await cells.nth(1).boundingBox()) ?? { width: 0, height: 0 };
  for (const [x, y] of [
    [2, 2],
    [width - 2, 2],
    [2, height - 2],
  ] as const) {
    const before = await checked();
    await cells.nth(1).click({ position: { x, y } });
    await expect.poll(checked).toBe(1 - before);
  }
  expect(desk.address).toBe('/incidents?limit=10');

  await cells.nth(4).click({ position: { x: 2, y: 2 }, modifiers: ['Shift'] });
  await expect.poll(checked).toBe(4);
  await desk.page.getByText('4 incidents selected').waitFor();
  expect(await desk.page.evaluate('getSelection().toString()')).toBe('');
  const all = desk.page.getByRole('checkbox', { name: 'Select all' });
  await all.check();
  await expect.poll(checked).toBe(10);
  await all.uncheck();
  await expect.poll(checked).toBe(0);
});

journey('a number opens its incident, also a closed one', async ({ desk }) => {
  await desk.enter();
  const number = desk.field('Go to number');
  await number.fill('the printer');
  await desk.button('Go').click();
  await desk.page.getByRole('alert').filter({ hasText: 'Enter a number, such as 13534' }).waitFor();
  await number.fill('B#612');
  await number.press('Enter');
  await desk.heading(/Mail relay refuses attachments/).waitFor();
  await desk.go('/changes/612');
  await desk.heading('Change not found').waitFor();
  await desk.link('Find #612 among all records').click();
  await desk.heading(/Mail relay refuses attachments/).waitFor();
  expect(desk.address).toBe('/incidents/612');
  await number.fill('424242');
  await number.press('Enter');
  await desk.heading('Record not found').waitFor();
});
