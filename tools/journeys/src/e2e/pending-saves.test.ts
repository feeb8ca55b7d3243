import { expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

const service_id = 20;

journey('what is being saved can be neither changed nor discarded', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Tap drips', service_id });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Edit').click();
  await desk.textbox('Title').fill('Tap runs');
  const release = await desk.hold(new RegExp(`/incidents/${id}\\.json$`));
  await desk.button('Save changes').click();
  await desk.textbox('Title').pressSequentially(' and runs');
  expect(await desk.textbox('Title').inputValue()).toBe('Tap runs');
  await desk.page.keyboard.press('Escape');
  const question = desk.page.getByRole('alertdialog', { name: 'Unsaved changes' });
  await question.getByText('Your changes are being saved, also if you close this.').waitFor();
  expect(await desk.button('Discard').count()).toBe(0);
  await desk.button('Keep waiting').click();
  await release();
  await desk.announced(`Incident #${id} saved`);
  await desk.dialog(/^Edit/).waitFor({ state: 'hidden' });
  expect((await api.incidents.get(id)).title).toBe('Tap runs');
});

journey('text that is typed while a note is saved is not taken for a part of it', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Tap leaks', service_id });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.textbox('Text').fill('First.');
  const release = await desk.hold('**/comments.json');
  await desk.page.keyboard.press('Control+Enter');
  await desk.page.locator('form[aria-busy=true]').waitFor();
  await desk.page.keyboard.type(' Second.');
  expect(await desk.textbox('Text').inputValue()).toBe('First.');
  await release();
  await desk.announced('Comment added');
  expect((await api.incidents.get(id)).comments.map(({ comment }) => comment.note)).toEqual(['First.']);
});

journey('a finished save does not move a person who has left its form', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Lid is loose', service_id });
  await desk.enter('demo-luke', '/incidents?order=created_at');
  await desk.link('Lid is loose').click();
  await desk.button('Edit').click();
  await desk.textbox('Title').fill('Lid is lost');
  const release = await desk.hold(new RegExp(`/incidents/${id}\\.json$`));
  await desk.button('Save changes').click();
  await desk.page.goBack();
  await desk.dialog(/^Edit/).waitFor({ state: 'hidden' });
  await release();
  await desk.announced(`Incident #${id} saved`);
  await desk.heading(/Lid is lost/).waitFor();
  expect(desk.address).toMatch(new RegExp(`^/incidents/${id}`));

  await desk.go('/incidents/new');
  await desk.textbox('Title').fill('Hinge squeaks');
  await desk.field('Service').selectOption({ label: 'Service Desk' });
  const hold = await desk.hold('**/incidents.json');
  await desk.button('Create incident').click();
  await desk.link('Customers').click();
  await desk.heading('Customers').waitFor();
  await hold();
  await desk.page.getByText(/^Incident #\d+ created$/).waitFor();
  expect(desk.address).toMatch(/^\/people\/customers/);
});

/** Refuses the next update of an incident, once the returned function is called. */
async function refuseUpdate(desk: Desk, id: number | string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await desk.page.route(`**/incidents/${id}.json`, async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    await promise;
    const errors = [{ error: '[E400] title is not allowed' }];
    const body = JSON.stringify({ status: 'Failed', version: '1.0', errors });
    return route.fulfill({ contentType: 'application/json', body });
  });
  return resolve;
}

journey('a failure is shown to a person who has left the form', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Door jams', service_id });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Edit').click();
  await desk.textbox('Title').fill('Door jams again');
  const refuse = await refuseUpdate(desk, id);
  await desk.button('Save changes').click();
  await desk.page.keyboard.press('Escape');
  await desk.button('Close the form').click();
  await desk.dialog(/^Edit/).waitFor({ state: 'hidden' });
  refuse();
  await desk.announced('Your input is kept as a draft.');
  await desk.button('Edit (draft)').click();
  expect(await desk.textbox('Title').inputValue()).toBe('Door jams again');
});

journey('a failure of a form without input does not promise a draft', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Door is shut', service_id });
  await api.incidents.update(id, { resolution: 'Oiled.', resolved_at: '2026-01-05T09:00:00Z' });
  await desk.enter('demo-luke', `/incidents/${id}?do=reopen`);
  const refuse = await refuseUpdate(desk, id);
  await desk
    .dialog(/^Re-open/)
    .getByRole('button', { name: 'Re-open' })
    .click();
  await desk.page.keyboard.press('Escape');
  await desk.button('Close the form').click();
  await desk.dialog(/^Re-open/).waitFor({ state: 'hidden' });
  refuse();
  await desk.announced('Not saved: ');
  expect(await desk.page.getByText('kept as a draft').count()).toBe(0);
});

journey('a dialog that was left by Back does not open by itself', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Key is bent', service_id });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Edit').click();
  await desk.textbox('Title').fill('Key is broken');
  await desk.page.goBack();
  await desk.button('Edit (draft)').waitFor();
  await desk.link('Problems').click();
  await desk.heading(/problems/i).waitFor();
  await desk.page.goBack();
  await desk.button('Edit (draft)').waitFor();
  await desk.settled();
  expect(await desk.dialog(/^Edit/).count()).toBe(0);
});

journey(
  'a draft belongs to the records that it is raised from, and shows its customer',
  async ({ desk, api }) => {
    const [one, other] = await Promise.all(
      ['Rack hums', 'Rack shakes'].map((title) =>
        api.incidents.create({ title, service_id, customer_id: 430 }),
      ),
    );
    await desk.enter('demo-luke', `/problems/new?from=incidents:${one?.id}`);
    await expect.poll(() => desk.combobox('Customer').inputValue()).toContain('Moana Parata');
    await desk.textbox('Title').fill('Racks are loose');
    await desk.go(`/problems/new?from=incidents:${other?.id}`);
    await expect.poll(() => desk.textbox('Title').inputValue()).toBe('Rack shakes');
    expect(await desk.page.getByText('Draft restored').count()).toBe(0);
    await desk.go(`/problems/new?from=incidents:${one?.id}`);
    await expect.poll(() => desk.textbox('Title').inputValue()).toBe('Racks are loose');
  },
);

journey('an incomplete date is an error, and changes nothing', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Clock stops', service_id });
  await api.incidents.update(id, { due_date: '2031-12-24T09:00:00Z' });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Edit').click();
  await desk.field('Due').focus();
  await desk.page.keyboard.press('Backspace');
  await desk.button('Save changes').click();
  expect(await desk.errorOf(desk.field('Due'))).toBe('The date is incomplete.');
  expect((await api.incidents.get(id)).due_date).toBe('2031-12-24T09:00:00Z');
});

journey('an action that the state rules out is explained', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Bell rings', service_id });
  await desk.enter('demo-luke', `/incidents/${id}?do=reopen`);
  await desk.page.getByText('This incident is open').waitFor();
  expect(await desk.page.getByText('Changed since you opened this').count()).toBe(0);
});
