import { createServiceDesk } from '@service-desk/client';
import { expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey as base } from './journey.ts';

/** `colleague` changes the same incidents through the API, as Dan Lee. */
const journey = base.extend('colleague', ({ stage }) =>
  createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-dan' }),
);

/** Lets the server carry out the next write to an address, and drops its response. */
async function loseAnswer(desk: Desk, address: string): Promise<void> {
  let lost = false;
  await desk.page.route(address, async (route) => {
    if (lost || route.request().method() === 'GET') return route.fallback();
    lost = true;
    await route.fetch();
    await route.abort();
  });
}

journey('an edit does not overwrite other changes by a colleague', async ({ desk, api, colleague }) => {
  const { id } = await api.incidents.create({ title: 'Toner is low', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Edit').click();
  await colleague.incidents.update(id, { title: 'Toner is empty' });
  // A minute later, the desk refetches the record behind the dialog.
  await desk.page.clock.setFixedTime(Date.now() + 60_000);
  await desk.page.evaluate("dispatchEvent(new Event('visibilitychange'))");
  await expect.poll(() => desk.textbox('Title').inputValue()).toBe('Toner is empty');
  await desk.page.getByText('Title: from Toner is low to Toner is empty.').waitFor();
  await desk.field('Type').selectOption({ index: 1 });
  await desk.button('Save changes').click();
  await desk.announced(`Incident #${id} saved`);
  expect(await api.incidents.get(id)).toMatchObject({ title: 'Toner is empty' });
  await desk.heading(/Toner is empty/).waitFor();
});

journey('a conflict shows all three values, and the user resolves it', async ({ desk, api, colleague }) => {
  const { id } = await api.incidents.create({ title: 'Toner is low', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.look({ scheme: 'light', width: 'narrow' });
  await desk.button('Edit').click();
  await desk.textbox('Title').fill('Toner is nearly out');
  await colleague.incidents.update(id, { title: 'Toner is empty', category_id: 15 });
  await desk.button('Save changes').click();
  const conflict = desk.section('Title');
  await conflict.waitFor();
  // The conflict is far above the submit button on a phone.
  await expect.poll(async () => (await conflict.boundingBox())?.y ?? -1).toBeGreaterThan(0);
  expect(await conflict.getByRole('definition').allTextContents()).toEqual([
    'Toner is low',
    'Toner is empty',
    'Toner is nearly out',
  ]);
  await desk.page.getByText('Category: from nothing to Reports.').waitFor();
  expect((await api.incidents.get(id)).title).toBe('Toner is empty');
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await expect.poll(() => desk.isFocused(desk.textbox('Title'))).toBe(true);
  await desk.button('Save changes').click();
  await desk.announced(`Incident #${id} saved`);
  expect(await api.incidents.get(id)).toMatchObject({ title: 'Toner is nearly out', category: { id: 15 } });

  await desk.button('Edit').click();
  await desk.textbox('Title').fill('Toner is gone');
  await colleague.incidents.update(id, { title: 'Toner was changed' });
  await desk.button('Save changes').click();
  await desk.button('Use theirs').click();
  expect(await desk.textbox('Title').inputValue()).toBe('Toner was changed');
  await desk.button('Save changes').click();
  await desk.dialog(/^Edit/).waitFor({ state: 'hidden' });
  expect((await api.incidents.get(id)).title).toBe('Toner was changed');
});

journey('a note whose response is lost is found, and not written twice', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Fan rattles', service_id: 20 });
  await api.incidents.comments.create(id, { note: 'It rattles.' });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await loseAnswer(desk, '**/comments.json');
  // There is a note with the same text already: only a newer one counts as found.
  await desk.textbox('Text').fill('It rattles.');
  await desk.button('Add comment').click();
  await desk.page.getByText('Already saved').waitFor();
  const [, second] = (await api.incidents.get(id)).comments;
  expect(await desk.page.getByRole('link', { name: /^your note of/ }).getAttribute('href')).toBe(
    `#note-${second?.comment.id}`,
  );
  await desk.page.getByRole('link', { name: /^your note of/ }).click();
  expect(await desk.textbox('Text').inputValue()).toBe('It rattles.');
  await desk.button('Yes, this is it').click();
  await desk.announced('Comment added');
  await expect.poll(() => desk.textbox('Text').inputValue()).toBe('');
  expect((await api.incidents.get(id)).comments).toHaveLength(2);
});

journey(
  'after a lost response and a reload, the note is looked for before it is sent again',
  async ({ desk, api }) => {
    const { id } = await api.incidents.create({ title: 'Fan squeals', service_id: 20 });
    const record = `**/incidents/${id}.json`;
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.heading(/Fan squeals/).waitFor();
    await loseAnswer(desk, '**/comments.json');
    await desk.page.route(record, (route) => route.abort());
    await desk.textbox('Text').fill('It squeals.');
    await desk.button('Add comment').click();
    await desk.page.getByText('It may have been saved').waitFor();
    await desk.section('Add a note').getByRole('button', { name: 'Try again' }).waitFor();
    await desk.page.unroute(record);
    await desk.page.reload();
    await desk.page.getByText('Draft restored. It was sent before, and may have been saved.').waitFor();
    await desk.button('Add comment').click();
    await desk.button('Yes, this is it').click();
    await desk.announced('Comment added');
    expect((await api.incidents.get(id)).comments).toHaveLength(1);
  },
);

journey('an incident whose response is lost is found, regardless of its assignee', async ({ desk, api }) => {
  const title = 'Kettle trips the fuse';
  await desk.enter('demo-luke', '/incidents/new');
  await desk.combobox('Service').selectOption('Powershop');
  await desk.textbox('Title').fill(title);
  await loseAnswer(desk, '**/incidents.json*');
  await desk.button('Create incident').click();
  await desk.page.getByText('Already saved').waitFor();
  const found = desk.page.getByRole('link', { name: /^incident #\d+, created/ });
  const id = Number(/\d+/.exec((await found.textContent()) ?? '')?.[0]);
  expect(await api.incidents.get(id)).toMatchObject({
    title,
    assigned_user: { full_name: 'Support Group' },
  });
  await desk.button('Yes, this is it').click();
  await desk.heading(/Kettle trips the fuse/).waitFor();
  expect(desk.address).toBe(`/incidents/${id}`);
  await desk.announced(`Incident #${id} created`);

  // A request that never reached the server does not count as saved.
  await desk.go('/incidents/new');
  await desk.page.route('**/incidents.json*', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.fallback(),
  );
  await desk.combobox('Service').selectOption('Powershop');
  await desk.textbox('Title').fill('Kettle drips');
  await desk.button('Create incident').click();
  await desk.page.getByText(/nothing is saved so far/).waitFor();
  expect(await desk.button('Create incident').isDisabled()).toBe(true);
  await desk.page.unroute('**/incidents.json*');
  await desk.button('Try again').click();
  await desk.heading(/Kettle drips/).waitFor();
});

journey('a resolution whose response is lost is written once', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Screen flickers', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Resolve').click();
  await desk.textbox('Resolution').fill('Changed the cable.');
  await loseAnswer(desk, `**/incidents/${id}.json`);
  await desk.button('Resolve incident').click();
  await desk.announced(`Incident #${id} is resolved`);
  expect((await api.incidents.get(id)).resolutions).toHaveLength(1);
});

journey('the input survives a link, Back, a reload and an expired token', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Lamp is dim', service_id: 20 });
  const restored = desk.page.getByText('Draft restored', { exact: true });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.textbox('Text').fill('Since Monday.');
  await desk.link('Incidents').click();
  await desk.link('New incident').click();
  await desk.textbox('Title').fill('Another lamp');
  await desk.page.goBack();
  await desk.page.goBack();
  await restored.waitFor();
  expect(await desk.textbox('Text').inputValue()).toBe('Since Monday.');
  await desk.page.reload();
  await expect.poll(() => desk.textbox('Text').inputValue()).toBe('Since Monday.');

  await desk.page.route('**/comments.json', (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/json',
      body: JSON.stringify({ status: 'Failed', version: '1.0', errors: [{ error: '[E906] invalid token' }] }),
    }),
  );
  await desk.button('Add comment').click();
  await desk.heading('Sign in').waitFor();
  await desk.page.unroute('**/comments.json');
  await desk.field('API token').fill('demo-luke');
  await desk.button('Sign in').click();
  await restored.waitFor();
  expect(await desk.textbox('Text').inputValue()).toBe('Since Monday.');
  await desk.button('Add comment').click();
  await desk.announced('Comment added');
  await desk.page.reload();
  await desk.heading(/Lamp is dim/).waitFor();
  await desk.settled();
  expect(await desk.textbox('Text').inputValue()).toBe('');

  await desk.link('Incidents').click();
  await desk.link('New incident').click();
  await restored.waitFor();
  expect(await desk.textbox('Title').inputValue()).toBe('Another lamp');
  await desk.button('Discard draft').click();
  expect(await desk.textbox('Title').inputValue()).toBe('');
  await desk.page.reload();
  await desk.heading('New incident').waitFor();
  await desk.settled();
  expect(await desk.textbox('Title').inputValue()).toBe('');
});

journey('a draft is shown to its author only', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Door sticks', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.textbox('Text').fill('Luke’s words.');
  await desk.button('Sign out').click();
  await desk.enter('demo-dan', `/incidents/${id}`);
  await desk.heading(/Door sticks/).waitFor();
  await desk.settled();
  expect(await desk.textbox('Text').inputValue()).toBe('');
  await desk.button('Sign out').click();
  await desk.enter('demo-luke', `/incidents/${id}`);
  await expect.poll(() => desk.textbox('Text').inputValue()).toBe('Luke’s words.');
});

journey.for(['wide', 'narrow'] as const)(
  'a dialog with unsaved changes asks before it closes: %s',
  async (width, { desk, api }) => {
    const { id } = await api.incidents.create({ title: 'Phone is dead', service_id: 20 });
    const { keyboard, mouse } = desk.page;
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.look({ scheme: 'light', width });
    const question = desk.page.getByRole('alertdialog', { name: 'Unsaved changes' });
    await desk.button('Resolve').click();
    await desk.textbox('Resolution').fill('Charged it.');
    await keyboard.press('Escape');
    await question.waitFor();
    await expect.poll(() => desk.isFocused(desk.button('Keep editing'))).toBe(true);
    await keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await expect.poll(() => desk.isFocused(desk.textbox('Resolution'))).toBe(true);
    await mouse.click(2, 300);
    await question.waitFor();
    await desk.button('Keep as draft').click();
    await desk.dialog(/^Resolve/).waitFor({ state: 'hidden' });

    await desk.button('Resolve (draft)').click();
    await desk.page.getByText('Draft restored', { exact: true }).waitFor();
    expect(await desk.textbox('Resolution').inputValue()).toBe('Charged it.');
    // A dialog that was open when the page was unloaded opens again.
    await desk.page.reload();
    await expect.poll(() => desk.textbox('Resolution').inputValue()).toBe('Charged it.');
    await desk.button('Cancel').click();
    await desk.button('Discard').click();
    await desk.dialog(/^Resolve/).waitFor({ state: 'hidden' });
    await desk.button('Resolve').click();
    expect(await desk.textbox('Resolution').inputValue()).toBe('');
    // Without changes, it does not ask.
    await keyboard.press('Escape');
    await desk.dialog(/^Resolve/).waitFor({ state: 'hidden' });
  },
);

journey(
  'an action reports state changes by a colleague, and announces the actual state',
  async ({ desk, api, colleague }) => {
    const { id } = await api.incidents.create({ title: 'Mouse is stuck', service_id: 20 });
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.button('Close').click();
    await desk.field('Other Reason').check();
    await desk.textbox('Closure comment').fill('A new mouse.');
    await colleague.incidents.update(id, { resolved_at: '2026-03-10T12:00:00Z', resolution: 'Cleaned it.' });
    await desk.button('Close incident').click();
    await desk.page.getByText(/^Status: from Open to Resolved, by Dan Lee/).waitFor();
    expect((await api.incidents.get(id)).status).toBe('Resolved');
    await desk.button('Close incident').click();
    await desk.announced(`Incident #${id} is closed`);

    await api.incidents.update(id, { closed_at: '', closure_code: '' });
    await desk.page.reload();
    await desk.button('Resolve').click();
    await desk.page.getByText('Optional, since there is a resolution already.').waitFor();
    await desk.textbox('Resolution').fill('Cleaned it again.');
    const closing = {
      closed_at: '2026-03-10T13:00:00Z',
      closure_code: 2,
      closure_comment: 'Thrown away.',
    } as const;
    await colleague.incidents.update(id, closing);
    await desk.button('Resolve incident').click();
    await desk.page.getByText(/to Closed, by Dan Lee/).waitFor();
    expect(await desk.button('Resolve incident').isDisabled()).toBe(true);
    expect((await api.incidents.get(id)).resolutions).toHaveLength(1);
    await desk.button('Cancel').click();
    await desk.button('Discard').click();

    // Closed between the check and the write: the message is based on the response.
    await api.incidents.update(id, { closed_at: '', closure_code: '' });
    await desk.page.reload();
    await desk.button('Resolve').click();
    await desk.textbox('Resolution').fill('Cleaned it once more.');
    await desk.page.route(`**/incidents/${id}.json`, async (route) => {
      if (route.request().method() === 'PUT') await colleague.incidents.update(id, closing);
      await route.fallback();
    });
    await desk.button('Resolve incident').click();
    await desk.announced(`Incident #${id} is closed, not resolved`);
  },
);
