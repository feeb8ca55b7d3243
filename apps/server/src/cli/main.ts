import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { SettingsError } from '../settings/read.ts';
import { addBackup } from './backup.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addMigrate } from './migrate.ts';
import { addSandbox } from './sandbox.ts';
import { addServe } from './serve.ts';
import { addSettings } from './settings.ts';

/** What the program ends with, beside 0: it was asked in a way that can not be understood, or could not do it. */
const EXIT = { failed: 1, misunderstood: 2 } as const;

const HELP = `
Settings are read from flags, then from environment variables of the same words (--data-dir is DATA_DIR), then from a
file of JSON (dataDir), which is service-desk.json unless --config or CONFIG names another.

Ends with 0 when all was done, with 1 when it could not be, with 2 when a command or a setting was not understood.`;

/** Runs a command line; the process ends with what came of it. */
async function main(args: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('service-desk')
    .description('A provider of the GoToAssist Service Desk API v1.')
    .version(version)
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .configureOutput({ outputError: (words, write) => write(words.replace(/^error: /, 'service-desk: ')) })
    .exitOverride();
  const commands = [addServe, addSandbox, addMigrate, addBackup, addExport, addImport, addSettings];
  for (const add of commands) add(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exit(error.exitCode === 0 ? 0 : EXIT.misunderstood);
    }
    for (const line of faultsOf(error as Error)) process.stderr.write(`service-desk: ${line}\n`);
    process.exit(error instanceof SettingsError ? EXIT.misunderstood : EXIT.failed);
  }
}

/** What went wrong, a line for each. Node says of a connection that failed on each of several addresses only that. */
function faultsOf(error: Error): string[] {
  if (error instanceof AggregateError && !error.message) return error.errors.flatMap(faultsOf);
  return error.message.split('\n').filter(Boolean);
}

await main(process.argv.slice(2));
