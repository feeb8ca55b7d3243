import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('home shows records that need attention, and links each count to its list', async ({ desk, api }) => {
  const me = await api.users.current();
  // More overdue than all demo data: home shows the first few, and their order depends on the time of day.
  const due_date = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const { id } = await api.incidents.create({
    title: 'Boiler is cold',
    service_id: 20,
    assigned_user_id: me.id,
    due_date,
  });
  // Past its escalation and not overdue, at any time of day.
  await api.incidents.update(13543, {
    opened_at: new Date(Date.now() - 2 * 86_400_000).toISOString(),
    due_date: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  });
  const entry = { entry: `B#${id}`, hours: 1.5 };
  await api.timeEntries.create(entry);
  await desk.enter('demo-luke', '/');
  await desk.heading('Needs attention').waitFor();
  const overdue = desk.section('Overdue');
  await overdue.getByRole('link', { name: `#${id} Boiler is cold` }).waitFor();
  await desk
    .section('Past escalation')
    .getByRole('link', { name: /^#13543/ })
    .waitFor();

  const counts = desk.page.getByRole('list', { name: 'My records' });
  await counts.getByRole('link', { name: `${me.incident_count + 1} Incidents` }).waitFor();
  const hours = await counts.getByRole('link', { name: /h This week$/ }).textContent();
  expect(Number.parseFloat(hours ?? '')).toBeGreaterThanOrEqual(1.5);
  await counts.getByRole('link', { name: / Changes$/ }).click();
  await desk.heading('Luke Grimstrup’s changes').waitFor();
  await desk.page.getByText(`${me.change_count} open`).waitFor();
  await desk.page.goBack();

  await overdue.getByRole('link', { name: `#${id} Boiler is cold` }).click();
  await desk.button('Resolve').waitFor();
  expect(desk.address).toBe(`/incidents/${id}`);
});

journey(
  'home shows all overdue records on request, and shows how many are not checked',
  async ({ desk, api }) => {
    const me = await api.users.current();
    const due_date = new Date(Date.now() - 40 * 86_400_000).toISOString();
    for (let at = 0; at < 55; at += 1) {
      await api.incidents.create({ title: `Tap ${at}`, service_id: 20, assigned_user_id: me.id, due_date });
    }
    await desk.enter('demo-luke', '/');
    const overdue = desk.section('Overdue');
    const rows = overdue.getByRole('listitem');
    await overdue.getByRole('button', { name: 'Show 44 more' }).click();
    await overdue.getByRole('button', { name: 'Show fewer' }).waitFor();
    expect(await rows.count()).toBe(50);
    await overdue.getByRole('button', { name: 'Show fewer' }).click();
    await expect.poll(() => rows.count()).toBe(6);

    await desk.page.getByText(/^Only the first 50 of \d+ incidents are checked\.$/).waitFor();
    await desk.page.getByRole('link', { name: /^\d+ incidents$/ }).click();
    await desk.heading('Luke Grimstrup’s incidents').waitFor();
  },
);

journey('home loads all lists that failed with one click', async ({ desk }) => {
  const lists = /\/v1\/(incidents|problems|changes|releases)\.json/;
  await desk.page.route(lists, (route) => route.abort());
  await desk.enter('demo-luke', '/');
  const failure = desk.page.getByText('Not everything could be loaded');
  await failure.waitFor();
  await desk.settled();
  await desk.page.unroute(lists);
  await desk.button('Try again').click();
  await failure.waitFor({ state: 'hidden' });
  await desk.section('Overdue').waitFor();
});

journey.describe('on a phone', () => {
  journey.override('look', { scheme: 'dark', width: 'narrow' });

  journey('changes by a colleague are shown at home until they are read', async ({ desk, api }) => {
    const { id, last_active_at } = await api.changes.create({ title: 'Shelf is low', service_id: 20 });
    await desk.enter('demo-luke', `/changes/${id}`);
    await desk.button('Submit').waitFor();
    // v1's timestamps have whole seconds, so the update must be in a later one.
    await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(last_active_at ?? '') + 1000);
    await api.changes.update(id, { change_status: 2 });
    await desk.go('/');
    const changed = desk.section('Changed since you last looked');
    await changed.getByRole('link', { name: `#${id} Shelf is low` }).click();
    await desk.button('Approve').waitFor();
    await desk.page.goBack();
    await desk.heading('Needs attention').waitFor();
    await changed.getByRole('link', { name: `#${id} Shelf is low` }).waitFor({ state: 'hidden' });
  });
});
