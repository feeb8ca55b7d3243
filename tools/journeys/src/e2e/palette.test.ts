import { expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

const input = (desk: Desk) => desk.page.getByRole('combobox', { name: 'Command palette' });

/** The active option, which Enter selects. */
async function active(desk: Desk): Promise<string | null> {
  const id = await input(desk).getAttribute('aria-activedescendant');
  return desk.page.locator(`[id="${id}"][aria-selected="true"]`).textContent();
}

async function open(desk: Desk, text = ''): Promise<void> {
  await desk.page.keyboard.press('Control+k');
  await expect.poll(() => desk.isFocused(input(desk))).toBe(true);
  await desk.page.keyboard.type(text);
}

journey('Ctrl+K finds numbers, recent records, pages and actions', async ({ desk }) => {
  const { keyboard } = desk.page;
  await desk.enter('demo-luke', '/incidents');
  await desk.heading(/incidents/).waitFor();
  await desk.settled();
  await open(desk, 'b#13543');
  await expect.poll(() => active(desk)).toBe('Go to B#13543');
  const traffic = await desk.traffic();
  await keyboard.press('Enter');
  await desk.heading(/Payment by card is taken twice/).waitFor();
  await expect.poll(() => desk.isFocused(desk.heading(/Payment by card/))).toBe(true);
  expect(desk.address).toBe('/incidents/13543');
  await desk.settled();
  expect(traffic().requests).toBeGreaterThan(0);

  // Records of all kinds share one sequence of numbers.
  await open(desk, '13561');
  await keyboard.press('Enter');
  await expect.poll(() => desk.address).toBe('/problems/13561');
  await desk.settled();
  await desk.page.goBack();
  await desk.heading(/Payment by card/).waitFor();

  // The focus returns when the dialog closes.
  await desk.button('Assign').focus();
  await open(desk, 'pay twice');
  await expect.poll(() => active(desk)).toContain('#13543 Payment by card is taken twice');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await expect.poll(() => desk.isFocused(input(desk))).toBe(true);
  await keyboard.press('Escape');
  await expect.poll(() => desk.isFocused(desk.button('Assign'))).toBe(true);

  await open(desk, 'resol');
  await expect.poll(() => active(desk)).toContain('Resolve');
  await keyboard.press('Enter');
  await desk.dialog(/^Resolve incident/).waitFor();
  await keyboard.press('Control+k');
  expect(await input(desk).count()).toBe(0);
  await keyboard.press('Escape');
  await desk.dialog(/^Resolve incident/).waitFor({ state: 'hidden' });

  await open(desk, 'smoke from the printer');
  await desk.page.getByText('the Service Desk API has no full-text search').waitFor();
  await input(desk).fill('new ch');
  await keyboard.press('ArrowUp');
  await expect.poll(() => active(desk)).toBe('New change');
  await keyboard.press('Enter');
  await desk.heading('New change').waitFor();
});

journey('the arrow keys wrap around, and a click selects', async ({ desk }) => {
  const { keyboard } = desk.page;
  await desk.enter('demo-luke', '/time');
  await desk.heading('My time').waitFor();
  await desk.button('Command palette').click();
  await input(desk).waitFor();
  const first = await active(desk);
  await keyboard.press('ArrowUp');
  await expect.poll(() => active(desk)).toBe('Time');
  await keyboard.press('ArrowDown');
  await expect.poll(() => active(desk)).toBe(first);
  await desk.page.getByRole('option', { name: 'Problems', exact: true }).click();
  await desk.heading(/problems/i).waitFor();
});

journey('signing out removes the titles of recent records', async ({ desk }) => {
  await desk.enter('demo-luke', '/b/13543');
  await desk.heading(/Payment by card/).waitFor();
  const kept = 'Object.keys(localStorage).filter((key) => key.startsWith("service-desk.recent"))';
  await expect.poll(() => desk.page.evaluate(kept)).toEqual(['service-desk.recent 17']);
  await desk.button('Sign out').click();
  await desk.heading('Sign in').waitFor();
  expect(await desk.page.evaluate(kept)).toEqual([]);
});

journey('the number box accepts the number of any record, in any notation', async ({ desk }) => {
  await desk.enter('demo-luke', '/time');
  await desk.heading('My time').waitFor();
  const number = desk.field('Go to number');
  await desk.page.locator('h1').focus();
  await desk.page.keyboard.press('/');
  await expect.poll(() => desk.isFocused(number)).toBe(true);
  await number.fill('#13570');
  await desk.page.keyboard.press('Enter');
  await expect.poll(() => desk.address).toBe('/changes/13570');
  // The redirect leaves no entry in the history.
  await desk.page.goBack();
  await desk.heading('My time').waitFor();
  await number.fill('B#424242');
  await desk.page.keyboard.press('Enter');
  await desk.heading('Record not found').waitFor();
});

journey('a number is looked up with one request', async ({ desk }) => {
  const reads: string[] = [];
  desk.page.on('request', (request) => {
    if (/\/(beetils|incidents)\/13534/.test(request.url()) && !request.redirectedFrom())
      reads.push(request.url());
  });
  await desk.enter('demo-luke', '/b/13534');
  await desk.heading(/Potential issues/).waitFor();
  await desk.settled();
  expect(reads).toHaveLength(1);
});

journey.describe('on a phone', () => {
  journey.override('look', { scheme: 'light', width: 'narrow' });

  journey('the palette opens by its button', async ({ desk }) => {
    await desk.enter('demo-luke', '/incidents');
    await desk.heading(/incidents/).waitFor();
    await desk.button('Command palette').click();
    await input(desk).fill('13534');
    await desk.page.getByRole('option', { name: 'Go to B#13534' }).click();
    await desk.heading(/Potential issues/).waitFor();
    const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await desk.page.evaluate(beyond)).toBe(0);
  });
});
