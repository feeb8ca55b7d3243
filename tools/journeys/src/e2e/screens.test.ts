import { isNightly } from '@service-desk/test-kit/nightly';
import axe, { type AxeResults } from 'axe-core';
import { describe, expect } from 'vitest';
import { type Appearance, type Desk, looks } from '../desk.ts';
import { type Screen, screens, visit } from '../screens.ts';
import { journey } from './journey.ts';

/** The violations that axe finds, by rule and element: all, or of colours only. */
async function violations({ page }: Desk, coloursOnly: boolean): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(coloursOnly && { runOnly: ['color-contrast'] }) };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** The Mantine classes on the page that lack their style rule. */
function unstyled({ page }: Desk): Promise<string[]> {
  return page.evaluate(`(() => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map(({ cssText }) => cssText).join();
    const classes = [...document.querySelectorAll('[class]')].flatMap(({ classList }) => [...classList]);
    return [...new Set(classes)].filter((name) => /^m_[0-9a-f]+$/.test(name) && !rules.includes(name));
  })()`);
}

/** The route of an address: its path with placeholders for numbers. */
function routeOf({ address }: Screen): string {
  return address.replace(/\?.*/, '').replaceAll(/\d+/g, '$id');
}

/** All looks for the first screen of a route; other screens alternate between the two most different looks. */
function looksOf(screen: Screen): readonly Appearance[] {
  const first = screens.find((other) => routeOf(other) === routeOf(screen));
  const turn = screens.indexOf(screen) % 2 === 0 ? 0 : looks.length - 1;
  return screen === first ? looks : looks.slice(turn, turn + 1);
}

/** The looks in which axe checks the first screen of a route on each change. It checks all of them each night. */
const EACH_CHANGE: readonly Appearance[] = [looks[2], looks[3]];

describe.concurrent('every screen is accessible, light and dark, at each width', () => {
  // A screen without steps whose route was checked already differs in data only.
  const looked = screens.filter((screen) => screen.steps || looksOf(screen).length > 1);
  journey.for(looked.map((screen) => [screen.name, screen] as const))('%s', async ([, screen], { desk }) => {
    await visit(desk, screen);
    expect(await unstyled(desk)).toEqual([]);
    await desk.page.evaluate(axe.source);
    for (const look of looksOf(screen)) {
      await desk.look(look);
      // The schemes differ in colours only.
      const seen = look.scheme === 'dark' && looksOf(screen).length > 1;
      if (isNightly || EACH_CHANGE.includes(look) || looksOf(screen).length === 1)
        expect(await violations(desk, seen), `${look.scheme}, ${look.width}`).toEqual([]);
      const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await desk.page.evaluate(beyond), `pixels beyond the edge, ${look.width}`).toBe(0);
    }
  });
});
