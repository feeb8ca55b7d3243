import { expect } from 'vitest';
import { journey } from './journey.ts';

journey('an agent needs no mouse', async ({ desk, api }) => {
  const { keyboard } = desk.page;
  await desk.go('/');
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
  // The button that opened the dialog is gone; what is next to be done is at hand all the same.
  await desk.tabTo(desk.button('Edit'), 1);
});
