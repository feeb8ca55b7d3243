import { expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

const incident = '/incidents/13534';

async function addText(desk: Desk, name: string, text: string): Promise<void> {
  await desk.button('Add a text').click();
  await desk.dialog('Add a text').getByLabel(/^Name/).fill(name);
  await desk.dialog('Add a text').getByLabel(/^Text/).fill(text);
  await desk.button('Save text').click();
  await desk.dialog('Insert a text').getByText(name, { exact: true }).waitFor();
}

journey(
  'a text is saved, inserted at the cursor, edited and deleted with the keyboard only',
  async ({ desk, api }) => {
    const { keyboard } = desk.page;
    await desk.enter('demo-luke', incident);
    const note = desk.textbox('Text');
    await note.waitFor();
    await desk.settled();
    await note.focus();
    await keyboard.type('Hello. Bye.');
    for (let step = 0; step < 'Bye.'.length; step += 1) await keyboard.press('ArrowLeft');
    await desk.tabTo(desk.button('Insert text'), 2);
    await keyboard.press('Enter');
    await expect.poll(() => desk.isFocused(desk.button('Add a text'))).toBe(true);
    await keyboard.press('Enter');
    const dialog = desk.dialog('Add a text');
    await expect.poll(() => desk.isFocused(dialog.getByLabel(/^Name/))).toBe(true);
    await keyboard.press('Control+Enter');
    await expect.poll(() => desk.errorOf(dialog.getByLabel(/^Name/))).toBe("Name can't be blank");
    await keyboard.type('Signature');
    await keyboard.press('Tab');
    await keyboard.type('#{number} “{title}” for {customer}, {me}. {other} ');
    await keyboard.press('Control+Enter');
    const text = desk.page.getByRole('button', { name: /^Signature/ });
    await expect.poll(() => desk.isFocused(desk.button('Add a text'))).toBe(true);
    for (const _ of ['Delete', 'Edit', 'the text']) await keyboard.press('Shift+Tab');
    await expect.poll(() => desk.isFocused(text)).toBe(true);
    await keyboard.press('Enter');
    const filled = '#13534 “Potential issues with QA issues” for Jim Barrett, Luke Grimstrup. {other} ';
    await expect.poll(() => note.inputValue()).toBe(`Hello. ${filled}Bye.`);
    await expect.poll(() => desk.isFocused(note)).toBe(true);
    await keyboard.type('|');
    await expect.poll(() => note.inputValue()).toBe(`Hello. ${filled}|Bye.`);
    await keyboard.press('Control+Enter');
    await desk.announced('Comment added');
    const { comments } = await api.incidents.get(13534);
    expect(comments.at(-1)).toMatchObject({ comment: { note: `Hello. ${filled}|Bye.` } });

    await desk.button('Insert text').click();
    await desk.button('Edit Signature').click();
    await desk.dialog('Edit a text').getByLabel(/^Name/).fill('Greeting');
    await keyboard.press('Escape');
    await desk.button('Keep editing').waitFor();
    await desk.button('Keep editing').click();
    await desk.button('Save text').click();
    await desk.button('Delete Greeting').click();
    await desk.button('Delete text').click();
    await desk.announced('Text deleted');
    await desk.page.getByText('Save texts that you write often, and insert them here.').waitFor();
    await expect.poll(() => desk.isFocused(desk.button('Add a text'))).toBe(true);
    await keyboard.press('Escape');
    await expect.poll(() => desk.isFocused(desk.button('Insert text'))).toBe(true);
  },
);

journey('a text is inserted into a form in a dialog, which stays open', async ({ desk }) => {
  const { keyboard } = desk.page;
  await desk.enter('demo-luke', incident);
  await desk.button('Resolve').click();
  const resolve = desk.dialog(/^Resolve incident/);
  await resolve.getByRole('button', { name: 'Insert text' }).click();
  await addText(desk, 'Done', 'Done for {customer}.');
  await keyboard.press('Escape');
  await desk.dialog('Insert a text').waitFor({ state: 'hidden' });
  await resolve.getByRole('button', { name: 'Insert text' }).click();
  await desk.page.getByRole('button', { name: /^Done/ }).click();
  const resolution = resolve.getByLabel(/^Resolution/);
  await expect.poll(() => resolution.inputValue()).toBe('Done for Jim Barrett.');
  await expect.poll(() => desk.isFocused(resolution)).toBe(true);
  await keyboard.press('Escape');
  await desk.button('Keep editing').waitFor();

  // Another user of the same browser does not see it.
  await desk.button('Discard').click();
  await desk.button('Sign out').click();
  await desk.enter('demo-dan', incident);
  await desk.button('Insert text').click();
  await desk.page.getByText('Save texts that you write often, and insert them here.').waitFor();
});

journey.describe('on a phone', () => {
  journey.override('look', { scheme: 'light', width: 'narrow' });

  journey('a text is saved and inserted', async ({ desk }) => {
    await desk.enter('demo-luke', incident);
    await desk.button('Insert text').click();
    await addText(desk, 'Greeting', 'Dear {customer},');
    await desk.page.getByRole('button', { name: /^Greeting/ }).click();
    await expect.poll(() => desk.textbox('Text').inputValue()).toBe('Dear Jim Barrett,');
    const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await desk.page.evaluate(beyond)).toBe(0);
  });
});
