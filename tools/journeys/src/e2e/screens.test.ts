import axe, { type AxeResults } from 'axe-core';
import { describe, expect } from 'vitest';
import { type Desk, type Look, looks } from '../desk.ts';
import { screens, visit } from '../screens.ts';
import { journey } from './journey.ts';

/** What axe finds on what is shown, by rule and place. Of the schemes only the colours differ. */
async function violations({ page }: Desk, { scheme }: Look): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(scheme === 'dark' && { runOnly: ['color-contrast'] }) };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** Mantine's classes on what is shown that have no rule, although Mantine's own styles have one for each of them. */
function unstyled({ page }: Desk): Promise<string[]> {
  return page.evaluate(`(() => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map(({ cssText }) => cssText).join();
    const classes = [...document.querySelectorAll('[class]')].flatMap(({ classList }) => [...classList]);
    return [...new Set(classes)].filter((name) => /^m_[0-9a-f]+$/.test(name) && !rules.includes(name));
  })()`);
}

describe('everybody can use every screen, light and dark, wide and narrow', () => {
  journey.for(screens.map((screen) => [screen.name, screen] as const))('%s', async ([, screen], { desk }) => {
    await visit(desk, screen);
    expect(await unstyled(desk)).toEqual([]);
    await desk.page.evaluate(axe.source);
    for (const look of looks) {
      await desk.look(look);
      expect(await violations(desk, look), `${look.scheme}, ${look.width}`).toEqual([]);
      const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await desk.page.evaluate(beyond), `pixels beyond the edge, ${look.width}`).toBe(0);
    }
  });
});
