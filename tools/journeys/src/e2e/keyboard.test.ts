import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('an agent works with the keyboard only', async ({ desk, api }) => {
  const { keyboard } = desk.page;
  await desk.go('/incidents');
  await desk.heading('Sign in').waitFor();
  await desk.tabTo(desk.field('API token'));
  await keyboard.type('demo-luke');
  await keyboard.press('Enter');
  await desk.heading('My incidents').waitFor();
  await expect.poll(() => desk.isFocused(desk.heading('My incidents'))).toBe(true);

  await desk.page.reload();
  await desk.heading('My incidents').waitFor();
  await keyboard.press('Tab');
  await expect.poll(() => desk.isFocused(desk.link('Skip to content'))).toBe(true);
  await keyboard.press('Enter');
  await desk.tabTo(desk.combobox('Services'));
  await keyboard.type('power');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await desk.tabTo(desk.link('Bill shows last month’s reading'));
  await keyboard.press('Enter');
  await desk.heading(/Bill shows last month’s reading/).waitFor();
  await expect.poll(() => desk.isFocused(desk.heading(/Bill shows/))).toBe(true);
  const id = Number(desk.address.split('/').at(-1));

  await desk.tabTo(desk.button('Resolve'));
  await keyboard.press('Enter');
  await desk.dialog(/^Resolve incident/).waitFor();
  await keyboard.press('Escape');
  await desk.dialog(/^Resolve incident/).waitFor({ state: 'hidden' });
  await expect.poll(() => desk.isFocused(desk.button('Resolve'))).toBe(true);

  await keyboard.press('Enter');
  await expect.poll(() => desk.isFocused(desk.textbox('Resolution'))).toBe(true);
  await keyboard.type('Read the meter again.');
  await desk.tabTo(desk.button('Resolve incident'));
  await keyboard.press('Enter');
  await desk.announced(`Incident #${id} is resolved`);
  expect(await api.incidents.get(id)).toMatchObject({
    status: 'Resolved',
    resolutions: [{ resolution: { note: 'Read the meter again.' } }],
  });
  // The button that opened the dialog is gone, so the focus moves to the actions.
  await desk.tabTo(desk.button('Edit'), 1);
});

journey('shortcuts move through rows, go to a number, and open their list', async ({ desk, api }) => {
  const { keyboard } = desk.page;
  await desk.enter();
  const rows = desk.page.locator('[data-row]');
  await rows.first().waitFor();
  await desk.page.reload();
  await rows.first().waitFor();
  await keyboard.press('Tab');
  await desk.tabTo(desk.button('Skip to the first row'), 2);
  await keyboard.press('Enter');
  await expect.poll(() => desk.isFocused(rows.nth(0))).toBe(true);
  await keyboard.press('j');
  await keyboard.press('j');
  await keyboard.press('k');
  await expect.poll(() => desk.isFocused(rows.nth(1))).toBe(true);
  const id = await rows.nth(1).getAttribute('data-row');
  const box = desk.page.getByRole('checkbox', { name: `Select #${id}` });
  await keyboard.press('x');
  await expect.poll(() => box.isChecked()).toBe(true);
  await keyboard.press('x');
  await expect.poll(() => box.isChecked()).toBe(false);
  await keyboard.press('Enter');
  await desk.button('Edit').waitFor();
  expect(desk.address).toBe(`/incidents/${id}`);

  await keyboard.press('n');
  await expect.poll(() => desk.isFocused(desk.textbox('Text'))).toBe(true);
  await keyboard.type('Written without j, k, / or a mouse?');
  await keyboard.press('Control+Enter');
  await desk.announced('Comment added');
  expect((await api.incidents.get(Number(id))).comments.at(-1)).toMatchObject({
    comment: { note: 'Written without j, k, / or a mouse?' },
  });

  const keys = desk.dialog('Keyboard shortcuts');
  for (const [neighbours, address] of [
    [2, `/incidents/${id}`],
    [0, '/incidents/612'],
  ] as const) {
    // Only a record that is opened from a queue has neighbours in it.
    if (neighbours === 0) await desk.go(address);
    await desk.button('Edit').waitFor();
    await desk.heading(/^#/).press('?');
    await keys.waitFor();
    expect(await keys.getByText(/record of the queue$/).count()).toBe(neighbours);
    await keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
  }

  await desk.page.goBack();
  await desk.page.goBack();
  await rows.first().waitFor();
  await rows.first().focus();
  await keyboard.press('/');
  await expect.poll(() => desk.isFocused(desk.field('Go to number'))).toBe(true);
  await desk.page.locator('body').press('Tab');
  await keyboard.press('?');
  await desk.dialog('Keyboard shortcuts').getByText('Next row').waitFor();
  await desk.field('Single-key shortcuts').uncheck();
  await keyboard.press('Escape');
  await desk.dialog('Keyboard shortcuts').waitFor({ state: 'hidden' });
  await rows.first().focus();
  await keyboard.press('j');
  await expect.poll(() => desk.isFocused(rows.first())).toBe(true);
});
