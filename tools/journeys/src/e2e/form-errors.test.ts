import { expect } from 'vitest';
import { journey } from './journey.ts';

journey(
  'the form for a new incident shows errors at their fields, and keeps the input',
  async ({ desk, api }) => {
    await desk.enter('demo-luke', '/incidents/new');
    await desk.heading('New incident').waitFor();
    await desk.textbox('First symptom').fill('Smoke.');
    await desk.button('Create incident').click();
    const service = desk.combobox('Service');
    const title = desk.textbox('Title');
    await expect.poll(() => desk.errorOf(service)).toBe("Service can't be blank");
    await expect.poll(() => desk.errorOf(title)).toBe("Title can't be blank");
    await expect.poll(() => desk.isFocused(service)).toBe(true);

    await service.selectOption('Service Desk');
    await title.fill('Printer smokes');
    await expect.poll(() => desk.errorOf(title)).toBe('');
    await desk.button('Create incident').click();
    await desk.heading(/Printer smokes/).waitFor();
    const created = await api.incidents.get(Number(desk.address.split('/').at(-1)));
    expect(created.symptoms).toMatchObject([{ symptom: { note: 'Smoke.' } }]);
  },
);

journey('the dialogs to resolve and close show errors at their fields', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Door squeaks', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Resolve').click();
  await desk.button('Resolve incident').click();
  const resolution = desk.textbox('Resolution');
  await expect.poll(() => desk.errorOf(resolution)).toBe("Resolution can't be blank");
  await expect.poll(() => desk.isFocused(resolution)).toBe(true);
  await desk.button('Cancel').click();

  await desk.button('Close').click();
  await desk.button('Close incident').click();
  const closure = desk.page.getByRole('radiogroup', { name: 'Closure' });
  await expect.poll(() => desk.errorOf(closure)).toBe("Closure can't be blank");
  await expect
    .poll(() => desk.errorOf(desk.textbox('Closure comment')))
    .toBe("Closure comment can't be blank");
  await expect.poll(() => desk.isFocused(desk.field('Resolved'))).toBe(true);
  expect(await api.incidents.get(id)).toMatchObject({ status: 'Open', closed_at: '' });
});

journey('the forms for a note and a watcher show errors at their fields', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Tap drips', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.button('Add comment').click();
  await expect.poll(() => desk.errorOf(desk.textbox('Text'))).toBe("Text can't be blank");
  await desk.button('Add watcher').click();
  await desk.button('Add').click();
  await expect.poll(() => desk.errorOf(desk.combobox('User or group'))).toBe("User or group can't be blank");
});

journey('the input is kept without a response, and can be sent again', async ({ desk, api }) => {
  const { id } = await api.incidents.create({ title: 'Fan hums', service_id: 20 });
  await desk.enter('demo-luke', `/incidents/${id}`);
  await desk.heading(/Fan hums/).waitFor();
  await desk.page.route('**/comments.json', (route) => route.abort());
  await desk.textbox('Text').fill('It hums in B flat.');
  await desk.button('Add comment').click();
  await desk.page.getByText('It may have been saved').waitFor();
  expect(await desk.textbox('Text').inputValue()).toBe('It hums in B flat.');
  await desk.page.unroute('**/comments.json');
  await desk.button('Try again').click();
  await desk.announced('Comment added');
  expect((await api.incidents.get(id)).comments).toMatchObject([{ comment: { note: 'It hums in B flat.' } }]);
});
