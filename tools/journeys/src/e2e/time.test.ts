import { expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

/** A date as the sheet formats it. */
function nameOf(day: Date): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'short' }).format(day);
}

/** The section of today. */
function today(desk: Desk) {
  return desk.page.getByRole('region', { name: new RegExp(`^${nameOf(new Date())}`) });
}

/** Today, or another day of this week. */
function otherDay(): Date {
  const day = new Date();
  day.setDate(day.getDate() + (day.getDay() === 1 ? 1 : -1));
  return day;
}

/** Goes to the week of a timestamp of the demo data. */
async function toWeekOf(desk: Desk, moment: string): Promise<void> {
  const day = desk.page.getByRole('region', { name: new RegExp(`^${nameOf(new Date(moment))}`) });
  for (let weeks = 0; weeks < 30 && !(await day.isVisible()); weeks += 1) {
    await desk.link('Previous week').click();
    await desk.page.getByText(/h in total$/).waitFor();
    await desk.settled();
  }
}

journey('time is added, edited and deleted with the keyboard only', async ({ desk, api }) => {
  const { keyboard } = desk.page;
  await desk.enter('demo-luke', '/incidents');
  await desk.heading(/incidents/).waitFor();
  await desk.settled();
  // Records in cached lists are offered as completions.
  await desk.link('Time').press('Enter');
  await desk.heading('My time').waitFor();
  await expect.poll(() => desk.isFocused(desk.heading('My time'))).toBe(true);
  const add = today(desk).getByRole('button', { name: /^Add time/ });
  await desk.tabTo(add);
  await keyboard.press('Enter');
  const whatInput = desk.page.getByRole('combobox', { name: 'What' });
  await expect.poll(() => desk.isFocused(whatInput)).toBe(true);
  await keyboard.type('B#1353');
  await desk.page.getByRole('option', { name: 'B#13534 Potential issues with QA issues' }).waitFor();
  await keyboard.type('4');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.type('Reading logs');
  await desk.page.getByText('Record B#13534, task “Reading logs”').waitFor();
  await desk.tabTo(desk.textbox('Hours'), 2);
  await keyboard.type('25');
  await keyboard.press('Control+Enter');
  await expect.poll(() => desk.errorOf(desk.textbox('Hours'))).toBe('Hours must be less than or equal to 24');
  await desk.textbox('Hours').fill('0.75');
  await keyboard.press('Control+Enter');
  await desk.announced('0.75 h added');
  await expect.poll(() => desk.isFocused(add)).toBe(true);
  await today(desk).getByRole('link', { name: 'B#13534' }).waitFor();
  const { items } = await api.timeEntries.list({ limit: 1 });
  expect(items).toMatchObject([{ hours: 0.75, incident_id: 13534, custom: 'Reading logs' }]);

  await desk.tabTo(desk.button('Edit 0.75 h on B#13534'));
  await keyboard.press('Enter');
  await expect.poll(() => desk.isFocused(whatInput)).toBe(true);
  await whatInput.fill('serv');
  await desk.page.getByRole('option', { name: 'Service Desk //' }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.type('Training');
  await keyboard.press('Control+Enter');
  await desk.announced('Time saved');
  await today(desk).getByText('Service Desk // Training').waitFor();
  await expect.poll(() => desk.isFocused(desk.button('Edit 0.75 h on Service Desk // Training'))).toBe(true);

  const remove = desk.button('Delete 0.75 h on Service Desk // Training');
  await desk.tabTo(remove);
  await keyboard.press('Enter');
  await desk.dialog('Delete this time?').waitFor();
  await keyboard.press('Escape');
  await expect.poll(() => desk.isFocused(remove)).toBe(true);
  await keyboard.press('Enter');
  await expect.poll(() => desk.isFocused(desk.button('Delete time'))).toBe(true);
  await keyboard.press('Enter');
  await desk.announced('Time deleted');
  await expect.poll(() => desk.isFocused(today(desk).getByRole('heading'))).toBe(true);
  await remove.waitFor({ state: 'hidden' });
});

journey('a sheet shows errors at their fields, and denied access to a colleague’s time', async ({ desk }) => {
  await desk.enter('demo-luke', '/time');
  const other = nameOf(otherDay());
  await desk.button(`Add time on ${other}`).click();
  await desk.button('Add time').click();
  const whatInput = desk.page.getByRole('combobox', { name: 'What' });
  await expect.poll(() => desk.errorOf(whatInput)).toBe("What can't be blank");
  await whatInput.fill('B#424242');
  await desk.textbox('Hours').fill('1');
  await desk.button('Add time').click();
  await expect.poll(() => desk.errorOf(whatInput)).toBe('No such record');
  await whatInput.fill('Gardening // Roses');
  await desk.page.getByText('No service named “Gardening”').waitFor();
  await desk.button('Add time').click();
  await expect.poll(() => desk.errorOf(whatInput)).toBe('No such service');

  // The input is restored after a reload.
  await desk.page.reload();
  await expect.poll(() => whatInput.inputValue()).toBe('Gardening // Roses');
  await desk.button('Discard draft').click();
  await desk.button('Cancel').click();

  await desk.combobox('Whose time').fill('dan');
  await desk.option('Dan Lee').click();
  await desk.heading('Dan Lee’s time').waitFor();
  await desk.page.getByText('You are not permitted to do this.').waitFor();
  await desk.button('Show my time').click();
  await desk.heading('My time').waitFor();
});

journey('a lost response does not create a second entry', async ({ desk, api }) => {
  await desk.enter('demo-luke', '/time');
  await desk.button(`Add time on ${nameOf(otherDay())}`).click();
  await desk.page.getByRole('combobox', { name: 'What' }).fill('// Lost and found');
  await desk.textbox('Hours').fill('1.5');
  await desk.page.route('**/time_entries.json*', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    return route.abort();
  });
  await desk.button('Add time').click();
  await desk.announced('1.5 h added');
  await desk.page.getByText('// Lost and found').waitFor();
  const since = new Date(Date.now() - 8 * 24 * 3_600_000).toISOString().slice(0, 10);
  const until = new Date(Date.now() + 2 * 24 * 3_600_000).toISOString().slice(0, 10);
  const { items } = await api.timeEntries.list({ start_date: since, end_date: until, limit: 100 });
  expect(items.filter(({ custom }) => custom === 'Lost and found')).toHaveLength(1);
});

journey('weeks are linked, and locked entries cannot be changed', async ({ desk, api }) => {
  const [locked, open] = await Promise.all([api.timeEntries.get(2755), api.timeEntries.get(2765)]);
  await desk.enter('demo-luke', '/time?week=2026-W99');
  await desk.heading('My time').waitFor();
  await expect.poll(() => desk.link('This week').getAttribute('aria-current')).toBe('page');
  await toWeekOf(desk, open.performed_at);
  expect(desk.address).toMatch(/^\/time\?week=\d{4}-W\d\d$/);
  await desk.button('Edit 2.25 h on B#331').waitFor();
  await toWeekOf(desk, locked.performed_at);
  await desk.page.getByText(/^Locked/).waitFor();
  await desk.page.getByText('// Stocktaking').waitFor();
  expect(await desk.page.getByRole('button', { name: /Stocktaking/ }).count()).toBe(0);
  await desk.link('This week').click();
  await expect.poll(() => desk.address).toBe('/time');
});

journey('a Time Administrator adds time for a colleague', async ({ desk, api }) => {
  await desk.enter('demo-account', '/time?user=17');
  await desk.heading('Luke Grimstrup’s time').waitFor();
  await today(desk)
    .getByRole('button', { name: /^Add time/ })
    .click();
  await desk.page.getByRole('combobox', { name: 'What' }).fill('// Entered for Luke');
  await desk.textbox('Hours').fill('2');
  await desk.button('Add time').click();
  await desk.announced('2 h added');
  const { items } = await api.timeEntries.list({ limit: 1 });
  expect(items).toMatchObject([{ custom: 'Entered for Luke', user: { id: 17 } }]);
});

journey('after a rate limit, the page shows when requests are allowed again', async ({ desk }) => {
  await desk.page.route('**/time_entries.json*', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'Retry-After': '100' },
      json: {
        errors: [{ error: '[E902] The application has exceeded the request rate limit for this hour' }],
        version: '1.0',
        status: 'Failed',
      },
    }),
  );
  await desk.page.clock.install({ time: '2026-03-10T12:00:40Z' });
  await desk.enter('demo-luke', '/time');
  const text = 'Too many requests this hour. They are allowed again at 12:03, in';
  await desk.page.getByText(`${text} 2 minutes.`).waitFor();
  await desk.page.clock.fastForward(35_000);
  await desk.page.getByText(`${text} 1 minute.`).waitFor();
  await desk.page.unroute('**/time_entries.json*');
  await desk.button('Try again').click();
  await desk.page.getByText(/h in total$/).waitFor();
});

journey('time is added on a record’s page', async ({ desk }) => {
  await desk.enter('demo-luke', '/incidents/13543');
  const time = desk.section('Time');
  await time.getByRole('button', { name: 'Add time' }).click();
  await time.getByRole('textbox', { name: 'Hours' }).fill('0.5');
  await time.getByRole('button', { name: 'Add time' }).click();
  await desk.announced('0.5 h added');
  await time.getByText('0.5 h in total').waitFor();
  await time.getByRole('link', { name: 'My time sheet' }).click();
  await today(desk).getByRole('link', { name: 'B#13543' }).click();
  await desk.heading(/Payment by card/).waitFor();
  expect(desk.address).toBe('/incidents/13543');
});

journey('a timestamp is in local time, and on hover in the account’s time zone', async ({ desk }) => {
  await desk.enter('demo-account', '/incidents/13534');
  await desk.page
    .getByTitle(/^\d+ \w+ \d{4}, \d\d:\d\d \(Pacific\/Auckland\)$/)
    .first()
    .waitFor();
});

journey.describe('on a phone', () => {
  journey.override('look', { scheme: 'light', width: 'narrow' });

  journey('time is added', async ({ desk }) => {
    await desk.enter('demo-luke', '/time');
    await today(desk)
      .getByRole('button', { name: /^Add time/ })
      .click();
    await desk.page.getByRole('combobox', { name: 'What' }).fill('pow');
    await desk.page.getByRole('option', { name: 'Powershop //' }).click();
    await desk.page.getByRole('combobox', { name: 'What' }).pressSequentially('Call');
    await desk.textbox('Hours').fill('0.25');
    await desk.button('Add time').click();
    await desk.announced('0.25 h added');
    await today(desk).getByText('Powershop // Call').waitFor();
    const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await desk.page.evaluate(beyond)).toBe(0);
  });
});
