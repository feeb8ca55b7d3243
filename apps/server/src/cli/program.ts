import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAdministration } from './admin/administration.ts';
import { addBackup } from './backup.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addMigrate } from './migrate.ts';
import { addSandbox } from './sandbox.ts';
import { addServe } from './serve.ts';
import { addSettings } from './settings.ts';

const HELP = `
Settings are read from flags, then from environment variables of the same words (--data-dir is DATA_DIR), then from a
file of JSON (dataDir), which is service-desk.json unless --config or CONFIG names another.

Ends with 0 when all was done, with 1 when it could not be, with 2 when a command or a setting was not understood.`;

/** The program with all its commands. What it is asked in a way that it does not understand, it throws. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('service-desk')
    .description('A provider of the GoToAssist Service Desk API v1.')
    .version(version)
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .configureOutput({ outputError: (words, write) => write(words.replace(/^error: /, 'service-desk: ')) })
    .exitOverride();
  const commands = [
    addServe,
    addSandbox,
    addMigrate,
    addBackup,
    addExport,
    addImport,
    addSettings,
    addAdministration,
  ];
  for (const add of commands) add(program);
  return program;
}
