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

describe('everybody can use every screen, light and dark, wide and narrow', () => {
  journey.for(screens.map((screen) => [screen.name, screen] as const))('%s', async ([, screen], { desk }) => {
    await visit(desk, screen);
    await desk.page.addScriptTag({ content: axe.source });
    for (const look of looks) {
      await desk.look(look);
      expect(await violations(desk, look), `${look.scheme}, ${look.width}`).toEqual([]);
      const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await desk.page.evaluate(beyond), `pixels beyond the edge, ${look.width}`).toBe(0);
    }
  });
});
