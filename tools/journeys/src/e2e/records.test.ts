import { expect } from 'vitest';
import type { Appearance, Desk } from '../desk.ts';
import { journey } from './journey.ts';

const narrow = journey.extend('look', { scheme: 'light', width: 'narrow' } as Appearance);

/** Opens the dialog of an action, fills it in and submits it. */
async function act(desk: Desk, action: string, send: string, fill?: () => Promise<void>): Promise<void> {
  await desk.button(action).click();
  await desk.dialog(new RegExp(`^${action}`)).waitFor();
  await fill?.();
  await desk.button(send).click();
}

journey('a change is raised from an incident and taken through its life cycle', async ({ desk, api }) => {
  const incident = await api.incidents.create({
    title: 'Till prints twice',
    service_id: 20,
    symptom: 'Two receipts each.',
  });
  await desk.enter('demo-luke', `/incidents/${incident.id}`);
  await desk.link('Raise change').click();
  await desk.heading('New change').waitFor();
  await expect.poll(() => desk.textbox('Title').inputValue()).toBe('Till prints twice');
  await desk.field('Risk').selectOption('High');
  await desk.textbox('Description').fill('A new driver for the printer.');
  await desk.button('Create change').click();
  await desk.heading(/Till prints twice/).waitFor();
  const id = Number(desk.address.split('/').at(-1));
  expect(desk.address).toBe(`/changes/${id}`);
  await desk.announced(`Change #${id} created`);
  expect(await api.changes.get(id)).toMatchObject({
    change_status: 1,
    risk: 'High',
    descriptions: [{ description: { note: 'A new driver for the printer.' } }],
    reasons: [{ reason: { note: 'Two receipts each.' } }],
    incidents: [{ incident_id: incident.id }],
  });
  await desk
    .section('Linked records')
    .getByRole('link', { name: `Incident #${incident.id}` })
    .waitFor();

  await act(desk, 'Submit', 'Submit change');
  await desk.announced(`Change #${id} is submitted`);
  await act(desk, 'Decline', 'Decline change', () => desk.textbox('Comment').fill('Which driver?'));
  await desk.announced(`Change #${id} is declined`);
  await act(desk, 'Submit', 'Submit change');
  await desk.announced(`Change #${id} is submitted`);
  await act(desk, 'Approve', 'Approve change');
  await desk.announced(`Change #${id} is approved`);
  expect(await desk.button('Submit').count()).toBe(0);
  await act(desk, 'Implement', 'Implement change');
  await desk.announced(`Change #${id} is implemented`);
  await act(desk, 'Test', 'Test change');
  await desk.announced(`Change #${id} is tested`);
  await act(desk, 'Release', 'Release change');
  await desk.announced(`Change #${id} is released`);
  await act(desk, 'Close', 'Close change', async () => {
    await desk.page.getByLabel('Finished - Released Live').check();
    await desk.field('Closure comment').fill('Prints once.');
  });
  await desk.announced(`Change #${id} is closed`);
  expect(await desk.fact('Closure').textContent()).toBe('Finished - Released Live');
  const closed = await api.changes.get(id);
  expect(closed).toMatchObject({ change_status: 8, closure_code: 0 });
  expect(closed.comments.map(({ comment }) => comment.note)).toContain('Which driver?');
  await act(desk, 'Re-open', 'Re-open change');
  await desk.announced(`Change #${id} is re-opened`);
  expect(await api.changes.get(id)).toMatchObject({ change_status: 7 });
});

journey('testers, issues and comments are added to a change', async ({ desk, api }) => {
  const { id } = await api.changes.create({ title: 'Scales weigh in grams', service_id: 20 });
  await desk.enter('demo-luke', `/changes/${id}`);
  const testers = desk.section('Testers');
  await desk.button('Add tester').click();
  await testers.getByRole('textbox', { name: 'Focus' }).fill('The small scale');
  await testers.getByRole('button', { name: 'Add tester', exact: true }).click();
  await desk.announced('Luke Grimstrup added');
  await testers.getByRole('button', { name: 'Luke Grimstrup' }).click();
  await testers.getByText('Waiting').waitFor();

  const issues = testers.getByRole('region', { name: 'Issues' });
  await issues.getByRole('button', { name: 'Add issue' }).click();
  await issues.getByRole('textbox', { name: 'Title' }).fill('Shows pounds');
  await issues.getByRole('button', { name: 'Add issue', exact: true }).click();
  await desk.announced('Shows pounds added');
  await issues.getByRole('button', { name: 'Shows pounds' }).click();
  await issues.getByRole('textbox', { name: 'Text' }).fill('Only after a restart.');
  await issues.getByRole('button', { name: 'Add comment' }).click();
  await desk.announced('Comment added');
  await issues.getByLabel('Resolved').check();
  await issues.getByRole('button', { name: 'Save issue' }).click();
  await desk.announced('Issue saved');

  const [tester] = await api.changes.testers.list(id);
  const [issue] = await api.changes.testers.issues.list(id, tester?.id ?? 0);
  expect(await api.changes.testers.issues.get(id, tester?.id ?? 0, issue?.id ?? 0)).toMatchObject({
    title: 'Shows pounds',
    resolved: true,
    comments: [{ comment: { note: 'Only after a restart.' } }],
  });

  await testers.getByLabel('Completed').fill('2026-03-10T12:00');
  await testers.getByRole('button', { name: 'Save tester' }).click();
  await desk.announced('Tester saved');
  await testers.getByText('Done', { exact: true }).waitFor();
  await testers.getByRole('button', { name: 'Delete tester' }).click();
  await desk.button('Delete').click();
  await desk.announced('Tester deleted');
  expect(await api.changes.testers.list(id)).toEqual([]);
  expect(await testers.getByText('None yet.').count()).toBe(1);
});

narrow('a release from a change, its record and who reviews it, on a phone', async ({ desk, api }) => {
  const change = await api.changes.create({ title: 'Till speaks Welsh', service_id: 20 });
  await desk.enter('demo-luke', `/changes/${change.id}`);
  await desk.link('Raise release').click();
  await expect.poll(() => desk.textbox('Title').inputValue()).toBe('Till speaks Welsh');
  await desk.button('Create release').click();
  await desk.heading(/Till speaks Welsh/).waitFor();
  const id = Number(desk.address.split('/').at(-1));
  await expect
    .poll(async () => (await api.releases.get(id)).changes)
    .toMatchObject([{ change_id: change.id }]);

  await desk.button('Add release record').click();
  const records = desk.section('Release records');
  await records.getByLabel('Reference').fill('R-7');
  await records.getByLabel('Released to').fill('Shop in Cardiff');
  await records.getByLabel('Released at').fill('2026-03-09T06:30');
  await records.getByRole('button', { name: 'Add release record', exact: true }).click();
  // The outcome is mandatory.
  await expect.poll(() => records.getByText("Outcome can't be blank").count()).toBe(1);
  await records.getByLabel('Succeeded').check();
  await records.getByRole('button', { name: 'Add release record', exact: true }).click();
  await desk.announced('R-7, to Shop in Cardiff added');
  await records.getByRole('button', { name: /^R-7/ }).click();
  await records.getByRole('textbox', { name: 'Text' }).fill('No queue at the till.');
  await records.getByRole('button', { name: 'Add comment' }).click();
  await desk.announced('Comment added');

  await desk.button('Add review user').click();
  const reviewers = desk.section('Review users');
  await reviewers.getByRole('button', { name: 'Add review user', exact: true }).click();
  await desk.announced('Luke Grimstrup added');
  await act(desk, 'Review', 'Review release');
  await desk.announced(`Release #${id} is reviewed`);
  const release = await api.releases.get(id);
  expect(release.review_completed_at).not.toBe('');
  expect(release.release_records).toMatchObject([
    { release_record: { reference: 'R-7', release_status: 1 } },
  ]);
  expect(release.review_users).toHaveLength(1);
});

journey('a problem is raised from several incidents, and linked to them', async ({ desk, api }) => {
  const me = await api.users.current();
  const titles = ['Lamp at the till flickers', 'Lamp at the door flickers'];
  const ids = await Promise.all(
    titles.map(
      async (title) => (await api.incidents.create({ title, service_id: 20, assigned_user_id: me.id })).id,
    ),
  );
  await desk.enter('demo-luke', '/incidents?order=created_at');
  for (const id of ids) await desk.page.getByLabel(`Select #${id}`).check();
  await desk.page.getByText('2 incidents selected').waitFor();
  await desk.section('Selected').getByRole('link', { name: 'Raise problem' }).click();
  await desk.heading('New problem').waitFor();
  await desk.textbox('Title').fill('Lamps flicker');
  await desk.textbox('Root cause').fill('One fuse for all of them.');
  await desk.button('Create problem').click();
  await desk.heading(/Lamps flicker/).waitFor();
  const id = Number(desk.address.split('/').at(-1));
  await expect
    .poll(async () => (await api.problems.get(id)).incidents.map(({ incident_id }) => incident_id).sort())
    .toEqual([...ids].sort());
  await expect.poll(() => desk.section('Linked records').getByRole('listitem').count()).toBe(2);
  // Both show their title and state.
  await desk.button('Show titles').click();
  await desk.section('Linked records').getByText('Lamp at the door flickers').waitFor();

  await desk.button(`Remove link to Incident #${ids[0]}`).click();
  await desk.announced(`Link to Incident #${ids[0]} removed`);
  await desk.button('Link a record').click();
  for (const [number, error] of [
    ['', "Number can't be blank"],
    ['the lamp', 'Number must be digits, such as 13534'],
  ] as const) {
    await desk.field('Number').fill(number);
    await desk.button('Link').click();
    await expect.poll(() => desk.errorOf(desk.field('Number'))).toBe(error);
  }
  await desk.field('Number').fill('424242');
  await desk.button('Link').click();
  await expect.poll(() => desk.errorOf(desk.field('Number'))).toBe('No such problem');
  await desk.field('Type').selectOption('Incidents');
  await desk.field('Number').fill(`B#${ids[0]}`);
  await desk.button('Link').click();
  await desk.announced(`Incident #${ids[0]} linked`);
  expect((await api.problems.get(id)).incidents).toHaveLength(2);

  await desk.textbox('Text').fill('Change the fuse by hand.');
  await desk.page.getByLabel('Workaround').check();
  await desk.button('Add workaround').click();
  await desk.announced('Workaround added');
  await desk.page.getByText('Workaround found').first().waitFor();

  await act(desk, 'Edit', 'Save changes', async () => {
    await desk.field('Priority').selectOption({ index: 1 });
    await desk.field('Note for the assignee').fill('Ask the electrician.');
  });
  await desk.announced(`Problem #${id} saved`);
  const problem = await api.problems.get(id);
  expect(problem.assignee_note).toBe('Ask the electrician.');
  expect(problem.title).toBe('Lamps flicker');
});

journey('a linked record has its current title, not that of a list', async ({ desk, api }) => {
  const { id: assigned_user_id } = await api.users.current();
  const incident = await api.incidents.create({ title: 'Fan is loud', service_id: 20, assigned_user_id });
  const problem = await api.problems.create({ title: 'Fans age', service_id: 20 });
  await api.links.create('problems', problem.id, { incident_id: incident.id });
  await desk.enter('demo-luke', '/incidents?order=created_at');
  await desk.link('Fan is loud').waitFor();
  await desk.goInside(`/problems/${problem.id}`);
  const links = desk.section('Linked records');
  await links.getByText('Fan is loud').waitFor();
  await api.incidents.update(incident.id, { title: 'Fan is silent' });
  await desk.button('Show titles').click();
  await links.getByText('Fan is silent').waitFor();
});

journey('bulk actions report each failure', async ({ desk, api }) => {
  const me = await api.users.current();
  const ids = await Promise.all(
    ['One', 'Two', 'Three'].map(
      async (title) =>
        (await api.incidents.create({ title: `Bulk ${title}`, service_id: 20, assigned_user_id: me.id })).id,
    ),
  );
  await desk.enter('demo-luke', '/incidents?order=created_at');
  for (const id of ids) await desk.page.getByLabel(`Select #${id}`).check();
  await desk.section('Selected').getByRole('button', { name: 'Priority' }).click();
  await desk.page.getByLabel('P1').check();
  await desk.dialog('Priority: 3 incidents').getByRole('button', { name: 'Priority', exact: true }).click();
  await desk.announced('Priority: 3 done');
  for (const id of ids) expect((await api.incidents.get(id)).priority?.level).toBe(1);

  await desk.section('Selected').getByRole('button', { name: 'Close' }).click();
  await desk.page.getByLabel('Other Reason').check();
  await desk.field('Closure comment').fill('All the same.');
  const [first, second] = ids;
  await desk.page.route(`**/incidents/${second}.json`, (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          contentType: 'application/json',
          body: JSON.stringify({
            status: 'Failed',
            version: '1.0',
            errors: [{ error: '[E400] no incident found' }],
          }),
        })
      : route.continue(),
  );
  const dialog = desk.dialog('Close: 3 incidents');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  // What is closed is no longer selected.
  const rest = desk.dialog('Close: 1 incident');
  await rest.getByText('1 failed, 2 done').waitFor();
  await rest.getByText(`Incident #${second}: No incident found.`).waitFor();
  expect((await api.incidents.get(first ?? 0)).status).toBe('Closed');
  await desk.page.unroute(`**/incidents/${second}.json`);
  await rest.getByRole('button', { name: 'Retry 1' }).click();
  await desk.announced('Close: 1 done');
  expect((await api.incidents.get(second ?? 0)).status).toBe('Closed');
  await desk.section('Selected').waitFor({ state: 'detached' });
});

journey('bulk actions do not overwrite what a colleague has closed', async ({ desk, api }) => {
  const me = await api.users.current();
  const title = 'Closed meanwhile';
  const { id } = await api.incidents.create({ title, service_id: 20, assigned_user_id: me.id });
  await desk.enter('demo-luke', '/incidents?order=created_at');
  await desk.page.getByLabel(`Select #${id}`).check();
  await api.incidents.update(id, {
    closed_at: new Date().toISOString(),
    closure_code: 1,
    closure_comment: 'Mine.',
  });
  await desk.section('Selected').getByRole('button', { name: 'Close' }).click();
  await desk.page.getByLabel('Other Reason').check();
  await desk.field('Closure comment').fill('In bulk.');
  await desk.dialog('Close: 1 incident').getByRole('button', { name: 'Close', exact: true }).click();
  await desk.page.getByText(new RegExp(`Incident #${id}: It is closed by `)).waitFor();
  expect((await api.incidents.get(id)).closure_comment).toBe('Mine.');
});

journey('an incident is resolved, and the next one of the queue opened', async ({ desk, api }) => {
  await desk.enter('demo-luke', '/incidents');
  const rows = desk.page.locator('[data-row]');
  await rows.first().waitFor();
  const [first, second] = await rows.evaluateAll((links) =>
    links.map((link) => link.getAttribute('data-row')),
  );
  await rows.first().click();
  await desk.page.getByRole('navigation', { name: 'In the queue' }).waitFor();
  // The shortcut works once the record is loaded.
  await desk.button('Resolve').waitFor();
  await desk.page.keyboard.press('r');
  await desk.textbox('Resolution').fill('Done.');
  await desk.button('Resolve and open next').click();
  await desk.announced(`Incident #${first} is resolved`);
  await expect.poll(() => desk.address).toBe(`/incidents/${second}`);
  expect((await api.incidents.get(first ?? 0)).status).toBe('Resolved');
  await desk.page.keyboard.press('[');
  await expect.poll(() => desk.address).toBe(`/incidents/${first}`);
  await act(desk, 'Re-open', 'Re-open incident');
  await desk.announced(`Incident #${first} is re-opened`);
});

journey('a dialog opens by its address, and Back closes it', async ({ desk }) => {
  await desk.enter('demo-luke', '/incidents/13543?do=resolve');
  await desk.dialog('Resolve incident #13543').waitFor();
  await desk.page.keyboard.press('Escape');
  await expect.poll(() => desk.address).toBe('/incidents/13543');
  await desk.button('Edit').click();
  await expect.poll(() => desk.address).toBe('/incidents/13543?do=edit');
  await desk.page.goBack();
  await desk.dialog('Edit incident #13543').waitFor({ state: 'hidden' });
  expect(desk.address).toBe('/incidents/13543');
});

journey('custom fields are edited by name', async ({ desk, api }) => {
  const { id } = await api.changes.create({
    title: 'Own fields',
    service_id: 20,
    additional_values: { 'story points': '3', team: 'north' },
  });
  await desk.enter('demo-luke', `/changes/${id}?do=edit`);
  await desk.field('story points').fill('5');
  await desk.field('New field').fill('rack');
  await desk.button('Add field').click();
  await desk.field('rack').fill('B7');
  // A colleague adds another one in the meantime.
  await api.changes.update(id, { additional_values: { floor: '2' } });
  await desk.button('Save changes').click();
  await desk.announced(`Change #${id} saved`);
  expect((await api.changes.get(id)).additional_values).toEqual({
    'story points': '5',
    team: 'north',
    rack: 'B7',
    floor: '2',
  });
});

narrow('a view of the queue by name, a report, and what is unread', async ({ desk, api }) => {
  const me = await api.users.current();
  await desk.enter('demo-luke', '/incidents?order=priority');
  await desk.button('Save this view').click();
  await expect.poll(() => desk.isFocused(desk.textbox('View name'))).toBe(true);
  await desk.page.keyboard.press('Escape');
  await expect.poll(() => desk.isFocused(desk.button('Save this view'))).toBe(true);
  await desk.page.keyboard.press('Enter');
  await desk.textbox('View name').fill('Most urgent');
  // The field takes the focus once only.
  await desk.field('Go to number').focus();
  await desk.field('Include watched').check();
  await expect.poll(() => desk.address).toContain('include_watchlisted=1');
  await desk.settled();
  expect(await desk.isFocused(desk.field('Include watched'))).toBe(true);
  await desk.field('Include watched').uncheck();
  await expect.poll(() => desk.address).toBe('/incidents?order=priority');
  await desk.button('Save view').click();
  await desk.link('Incidents').click();
  await expect.poll(() => desk.address).toBe('/incidents');
  await desk.link('Most urgent').click();
  await expect.poll(() => desk.address).toBe('/incidents?order=priority');
  await desk.combobox('Order').selectOption('Newest');
  await desk.button('Save this view').click();
  await desk.textbox('View name').fill('Most urgent ');
  await desk.button('Replace view').click();
  expect(await desk.link('Most urgent').getAttribute('href')).toBe('/incidents?order=created_at');
  await desk.button('Delete “Most urgent”').click();
  await desk.button('Cancel').click();
  expect(await desk.link('Most urgent').count()).toBe(1);
  await desk.button('Delete “Most urgent”').click();
  await desk.button('Delete view').click();
  await desk.announced('View deleted');
  expect(await desk.link('Most urgent').count()).toBe(0);
  await expect
    .poll(() => desk.isFocused(desk.page.getByRole('navigation', { name: 'Saved views' })))
    .toBe(true);

  const { id } = await api.incidents.create({
    title: 'Unread so far',
    service_id: 20,
    assigned_user_id: me.id,
  });
  await desk.go('/incidents?order=created_at');
  const row = desk.page.getByRole('listitem').filter({ hasText: 'Unread so far' });
  await row.getByText('Unread', { exact: true }).waitFor();
  await desk.link('Unread so far').click();
  await desk.button('Resolve').waitFor();
  await desk.page.goBack();
  await row.waitFor();
  expect(await row.getByText('Unread', { exact: true }).count()).toBe(0);
  expect(id).toBeGreaterThan(0);

  await desk.textbox('Report').fill('abc');
  await desk.page.keyboard.press('Enter');
  await expect.poll(() => desk.errorOf(desk.textbox('Report'))).toBe('Enter a number, such as 12');
  await desk.textbox('Report').fill('424242');
  expect(await desk.errorOf(desk.textbox('Report'))).toBe('');
  await desk.page.keyboard.press('Enter');
  await desk.heading('Incidents of report 424242').waitFor();
  expect(await desk.combobox('Assigned to').getAttribute('placeholder')).toBe('As in the report');
  await desk.page.getByText('No report found').waitFor();
  await desk.button('Show my queue').click();
  await desk.heading('My incidents').waitFor();
});
