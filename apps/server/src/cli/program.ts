import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAdministrationCommands } from './admin/administration.ts';
import { addBackupCommand } from './backup.ts';
import { addExportCommand } from './export.ts';
import { addImportCommand } from './import.ts';
import { addMigrateCommand } from './migrate.ts';
import { addSandboxCommand } from './sandbox.ts';
import { addServeCommand } from './serve.ts';
import { addSettingsCommand } from './settings.ts';

const HELP = `
Settings are read from flags, environment variables (DATA_DIR for --data-dir) and a JSON file (dataDir), in this order of
precedence. The file is service-desk.json, or the one that --config or CONFIG names.

Exit codes: 0 success, 1 failure, 2 invalid command or setting.`;

/** The program with all its commands. It throws usage errors instead of exiting. */
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
    addServeCommand,
    addSandboxCommand,
    addMigrateCommand,
    addBackupCommand,
    addExportCommand,
    addImportCommand,
    addSettingsCommand,
    addAdministrationCommands,
  ];
  for (const add of commands) add(program);
  return program;
}
