import { expect } from 'vitest';
import { journey } from './journey.ts';

const ground = 'getComputedStyle(document.body).backgroundColor';

journey(
  'the colour scheme follows the system until the user selects one, which is kept',
  async ({ desk }) => {
    await desk.enter();
    const light = await desk.page.evaluate(ground);
    await desk.look({ scheme: 'dark', width: 'wide' });
    const dark = await desk.page.evaluate(ground);
    expect(dark).not.toBe(light);
    await desk.button('Switch to light colours').click();
    expect(await desk.page.evaluate(ground)).toBe(light);
    await desk.page.reload();
    await desk.button('Switch to dark colours').waitFor();
    expect(await desk.page.evaluate(ground)).toBe(light);
  },
);

journey('the tab order of the header equals its visual order, at every width', async ({ desk }) => {
  await desk.enter();
  await desk.heading('My incidents').waitFor();
  for (const width of [320, 390, 768, 1280, 1440]) {
    await desk.page.setViewportSize({ width, height: 800 });
    const places: { line: number; left: number }[] = await desk.page.evaluate(`
      [...document.querySelectorAll('header :is(a, button, input)')].map((element) => {
        const { top, bottom, left } = element.getBoundingClientRect();
        return { line: Math.round((top + bottom) / 2 / 20), left };
      })`);
    const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await desk.page.evaluate(beyond), `${width} pixels`).toBe(0);
    expect(places.length).toBeGreaterThan(5);
    expect(places, `${width} pixels`).toEqual(places.toSorted((a, b) => a.line - b.line || a.left - b.left));
  }
});

journey.describe('on a phone', () => {
  journey.override('look', { scheme: 'light', width: 'narrow' });

  journey('the queue is a list of cards, and all actions are available', async ({ desk, api }) => {
    await desk.enter();
    await desk.heading('My incidents').waitFor();
    expect(await desk.page.getByRole('table').count()).toBe(0);
    const { items } = await api.incidents.list({ limit: 20 });
    await expect.poll(() => desk.titles()).toEqual(items.map((item) => item.title));

    await desk.link('Weekly report lists Sunday twice').click();
    await desk.button('Assign').click();
    await desk.combobox('Assignee').fill('ben');
    await desk.option('Ben Nolan').click();
    await desk.button('Assign incident').click();
    await desk.announced('Assigned to Ben Nolan');
    await desk.link('Incidents').click();
    await expect.poll(() => desk.titles()).toHaveLength(items.length - 1);
  });
});
