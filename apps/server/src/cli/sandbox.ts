import closeWithGrace from 'close-with-grace';
import type { Command } from 'commander';
import { startSandbox } from '../sandbox/sandbox.ts';
import { addSettingFlags, settingsOf } from './options.ts';

const NAMES = ['port', 'rateLimit', 'databaseUrl'] as const;
/** Milliseconds that requests under way have when it is told to end. */
const GRACE = 5000;

/** `service-desk sandbox`: a provider to test against, which forgets everything when it ends. */
export function addSandbox(program: Command): void {
  const command = program
    .command('sandbox')
    .description('Serves the demo world to the tests of others, in a database of its own that ends with it.');
  addSettingFlags(command, NAMES).action(async () => {
    const { port, rateLimit, databaseUrl } = settingsOf(command, NAMES);
    const sandbox = await startSandbox({ port, rateLimit: rateLimit ?? null, database: databaseUrl });
    closeWithGrace({ delay: GRACE }, () => sandbox.close());
    // The line that whoever started it waits for.
    process.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`);
  });
}
