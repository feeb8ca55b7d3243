import { createServiceDesk } from '@service-desk/client';
import { expect } from 'vitest';
import type { Appearance } from '../desk.ts';
import { journey } from './journey.ts';

const colleagueOf = journey.extend('colleague', ({ stage }) =>
  createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-dan' }),
);
const narrow = colleagueOf.extend('look', { scheme: 'light', width: 'narrow' } as Appearance);

narrow('a row that leaves the queue stays in its place, and says so', async ({ desk, api }) => {
  const me = await api.users.current();
  const { id } = await api.incidents.create({
    title: 'Gate squeaks',
    service_id: 20,
    assigned_user_id: me.id,
  });
  await desk.page.clock.install();
  await desk.enter('demo-luke', '/incidents?order=created_at');
  const card = desk.page.getByRole('listitem').filter({ hasText: 'Gate squeaks' });
  await card.waitFor();
  await desk.settled();
  await api.incidents.update(id, { resolved_at: new Date().toISOString(), resolution: 'Oil.' });
  await api.incidents.update(id, {
    closed_at: new Date().toISOString(),
    closure_code: 0,
    closure_comment: 'Quiet.',
  });
  await desk.page.clock.fastForward(61_000);
  await card.getByText('No longer in the queue').waitFor();
  await desk.button('Show changes').click();
  await card.waitFor({ state: 'hidden' });
});

colleagueOf('a click with Ctrl opens a row beside the queue', async ({ desk }) => {
  await desk.enter('demo-luke', '/incidents');
  const row = desk.page.getByRole('row', { name: /Payment by card/ });
  const opened = desk.page.context().waitForEvent('page');
  await row.getByText('Powershop').click({ modifiers: ['Control'] });
  const tab = await opened;
  await tab.getByRole('heading', { level: 1, name: /Payment by card/ }).waitFor();
  expect(desk.address).toBe('/incidents');
});

narrow(
  'a note that a colleague has edited in the meantime shows the conflict',
  async ({ desk, api, colleague }) => {
    const { id, symptoms } = await api.incidents.create({
      title: 'Kettle is cold',
      service_id: 20,
      symptom: 'No steam.',
    });
    const noteId = symptoms[0]?.symptom.id ?? 0;
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.button(/^Edit symptom by/).click();
    await desk.textbox('Text of the symptom').fill('No steam at all.');
    await colleague.incidents.symptoms.update(id, noteId, { note: 'No steam, no sound.' });
    await desk.button('Save symptom').click();
    await desk.page.getByText('You and a colleague both changed this').waitFor();
    expect((await api.incidents.symptoms.get(id, noteId)).note).toBe('No steam, no sound.');
    await desk.button('Keep mine').click();
    await desk.button('Save symptom').click();
    await desk.announced('Symptom saved');
    expect((await api.incidents.symptoms.get(id, noteId)).note).toBe('No steam at all.');
  },
);

colleagueOf('two notes that were being edited are both open again after a reload', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Two drafts', service_id: 20, symptom: 'First.' });
  await api.incidents.comments.create(id, { note: 'Second.' });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button(/^Edit symptom by/).click();
  await desk.textbox('Text of the symptom').fill('First, changed.');
  await desk.button(/^Edit comment by/).click();
  await desk.textbox('Text of the comment').fill('Second, changed.');
  await desk.page.reload();
  await expect.poll(() => desk.textbox('Text of the symptom').inputValue()).toBe('First, changed.');
  await expect.poll(() => desk.textbox('Text of the comment').inputValue()).toBe('Second, changed.');
});

narrow('a watcher whose answer was lost is not added twice', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Who watches', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Add watcher').click();
  await desk.textbox('Or external e-mail').fill('ann@example.com');
  let written = 0;
  await desk.page.route(`**/incidents/${id}/watches.json`, async (route) => {
    await route.fetch();
    written += 1;
    await route.abort();
  });
  await desk.button('Add').click();
  await desk.announced('ann@example.com watches this incident');
  expect(written).toBe(1);
  expect((await api.incidents.get(id)).watches).toHaveLength(1);
});

colleagueOf(
  'a record that a colleague re-opened in the meantime is not re-opened again',
  async ({ desk, api, colleague }) => {
    const { id } = await api.incidents.create({ title: 'Opened twice', service_id: 20 });
    await api.incidents.update(id, { resolved_at: new Date().toISOString(), resolution: 'Done.' });
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.button('Re-open').click();
    await colleague.incidents.update(id, { resolved_at: '' });
    await desk.button('Re-open incident').click();
    await desk.page.getByText(/^Status: from Resolved, by .* to Open/).waitFor();
    expect(await desk.button('Re-open incident').isDisabled()).toBe(true);
  },
);
