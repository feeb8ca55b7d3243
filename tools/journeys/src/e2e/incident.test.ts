import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('an incident shows its timeline, facts and watchers', async ({ desk }) => {
  await desk.enter('demo-luke', '/incidents/13543');
  await desk.heading('#13543 Payment by card is taken twice').waitFor();
  await expect
    .poll(() => desk.notes())
    .toEqual([
      ['Symptom', 'Luke Grimstrup', 'Three customers since midnight. The bank confirms both payments.'],
      ['Comment', 'Dan Lee', 'I have asked the bank to hold the second ones back.'],
    ]);
  expect(await desk.fact('Service').textContent()).toBe('Powershop');
  expect(await desk.fact('Priority').textContent()).toBe('P1Urgent');
  expect(await desk.fact('Customer').textContent()).toBe('Ewan McLeod');
  expect(await desk.fact('Assignee').textContent()).toBe('Luke Grimstrup');
  expect(await desk.fact('Category').textContent()).toBe('–');
  expect(await desk.section('Watchers').getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^Dan Lee/),
  ]);
  await desk.go('/incidents/612');
  await desk.heading(/Mail relay/).waitFor();
  expect(await desk.fact('Closure').textContent()).toBe('Permanently Fixed');
  expect(await desk.fact('Closure comment').textContent()).toBe('The relay has run for a week.');
  expect(await desk.fact('Closed').textContent()).toMatch(/ by Dan Lee$/);
});

journey('an incident is created, resolved, re-opened and closed', async ({ desk, api }) => {
  await desk.enter();
  await desk.link('New incident').click();
  await desk.combobox('Service').selectOption('Powershop');
  await desk.textbox('Title').fill('Receipt is in another currency');
  await desk.textbox('First symptom').fill('A receipt in pounds, twice today.');
  await desk.combobox('Priority').selectOption('2 · V. Important');
  await desk.combobox('Category').selectOption('Billing');
  await desk.combobox('Customer').fill('moana');
  await desk.option('Moana Parata').click();
  await desk.button('Create incident').click();
  await desk.heading(/Receipt is in another currency/).waitFor();
  const id = Number(desk.address.split('/').at(-1));
  await desk.announced(`Incident #${id} created`);
  expect(await api.incidents.get(id)).toMatchObject({
    title: 'Receipt is in another currency',
    status: 'Open',
    priority: { description: 'V. Important' },
    category: { name: 'Billing' },
    customer: { id: 430 },
    // The default of the service, since no assignee was chosen.
    assigned_user: { full_name: 'Support Group' },
    symptoms: [{ symptom: { note: 'A receipt in pounds, twice today.' } }],
  });

  await desk.button('Assign').click();
  await desk.button('Assign to me').click();
  await desk.button('Assign incident').click();
  await desk.announced('Assigned to Luke Grimstrup');
  expect(await desk.fact('Assignee').textContent()).toBe('Luke Grimstrup');

  await desk.textbox('Text').fill('The printer of the till is set to the United Kingdom.');
  await desk.button('Add comment').click();
  await desk.announced('Comment added');
  expect((await desk.notes()).at(-1)).toEqual([
    'Comment',
    'Luke Grimstrup',
    'The printer of the till is set to the United Kingdom.',
  ]);
  expect(await desk.textbox('Text').inputValue()).toBe('');

  await desk.button('Watch').click();
  await desk.announced('You watch this incident');
  await desk.button('Add watcher').click();
  await desk.textbox('Or external e-mail').fill('moana.parata@powershop.example');
  await desk.button('Add').click();
  await desk.announced('moana.parata@powershop.example watches this incident');
  expect((await api.incidents.get(id)).watches).toMatchObject([
    { watch: { watched_by: { full_name: 'Luke Grimstrup' } } },
    { watch: { external_email: 'moana.parata@powershop.example' } },
  ]);
  await desk.button('Stop watching').click();
  await desk.announced('You no longer watch this incident');

  await desk.button('Resolve').click();
  await desk.textbox('Resolution').fill('Set the till back to New Zealand.');
  await desk.button('Resolve incident').click();
  await desk.announced(`Incident #${id} is resolved`);
  expect(await desk.fact('Resolved').textContent()).toMatch(/ by Luke Grimstrup$/);

  await desk.button('Close').click();
  await desk.field('Permanently Fixed').check();
  await desk.textbox('Closure comment').fill('Moana printed ten receipts.');
  await desk.button('Close incident').click();
  await desk.announced(`Incident #${id} is closed`);
  expect(await api.incidents.get(id)).toMatchObject({
    status: 'Closed',
    closure_code: 1,
    closure_comment: 'Moana printed ten receipts.',
    resolutions: [{ resolution: { note: 'Set the till back to New Zealand.' } }],
    closed_by_user: { full_name: 'Luke Grimstrup' },
  });

  await desk.button('Re-open').click();
  await desk.button('Re-open incident').click();
  await desk.announced(`Incident #${id} is re-opened`);
  expect(await api.incidents.get(id)).toMatchObject({ status: 'Open', resolved_at: '', closed_at: '' });
  expect((await desk.notes()).map(([kind]) => kind)).toEqual(['Symptom', 'Comment', 'Resolution']);

  await desk.link('Incidents').click();
  await desk.link('Receipt is in another currency').waitFor();
});

journey('of many notes, the newest are shown, and the others on demand', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Tills freeze', service_id: 20, symptom: 'At noon.' });
  for (let hour = 1; hour <= 34; hour += 1) {
    await api.incidents.comments.create(id, { note: `Hour ${hour}` });
  }
  await desk.enter('demo-luke', `/incidents/${id}`);
  const texts = async () => (await desk.notes()).map(([, , text]) => text);
  await expect.poll(async () => (await texts()).at(0)).toBe('Hour 5');
  expect((await texts()).at(-1)).toBe('Hour 34');
  await desk.button('Show 5 earlier notes').click();
  await expect.poll(async () => (await texts()).at(0)).toBe('At noon.');
  expect(await texts()).toHaveLength(35);
});

journey('a note is edited, and deleted after a confirmation', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Lamp flickers', service_id: 20, symptom: 'Al day.' });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button(/^Edit symptom by Luke/).click();
  await desk.textbox('Text of the symptom').fill('All day.');
  await desk.button('Save symptom').click();
  await desk.announced('Symptom saved');
  await expect.poll(() => desk.notes()).toEqual([['Symptom', 'Luke Grimstrup', 'All day.']]);

  await desk.button(/^Delete symptom by Luke/).click();
  await desk.button('Cancel').click();
  expect((await api.incidents.get(id)).symptoms).toHaveLength(1);
  await desk.button(/^Delete symptom by Luke/).click();
  await desk.button('Delete symptom').click();
  await desk.announced('Symptom deleted');
  await desk.page.getByText('No notes yet.').waitFor();
  expect((await api.incidents.get(id)).symptoms).toEqual([]);
});
