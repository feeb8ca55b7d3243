import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { startServerProcess } from '@service-desk/test-kit/processes';
import { Desk, looks } from './desk.ts';
import { docs, screens, visit } from './screens.ts';

const folder = path.resolve(import.meta.dirname, '../reports/screenshots');

/** Takes screenshots of all screens, or those named on the command line, in every look. */
async function main(names: string[]): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await using server = await startServerProcess();
  await using browser = await launchBrowser();
  const chosen = [...screens, ...docs].filter(({ name }) => names.length === 0 || names.includes(name));
  for (const screen of chosen) {
    await using desk = await Desk.open(browser, server.url);
    await visit(desk, screen);
    await desk.page.mouse.move(0, 0);
    // The reference is too long for a full-page screenshot, and a dialog covers the window only.
    const whole = !docs.includes(screen) && !(await desk.page.getByRole('dialog').first().isVisible());
    for (const look of looks) {
      await desk.look(look);
      // Redoc reads the colour scheme when it starts, and navigating to a fragment does not restart it.
      if (docs.includes(screen)) {
        await desk.page.goto('about:blank');
        await visit(desk, screen);
      }
      const file = `${screen.name}.${look.width}.${look.scheme}.png`;
      await desk.page.screenshot({ path: path.join(folder, file), fullPage: whole });
    }
  }
  console.log(`${chosen.length * looks.length} pictures in ${path.relative(process.cwd(), folder)}`);
}

await main(process.argv.slice(2));
