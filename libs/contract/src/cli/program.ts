import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addBroker } from './broker.ts';
import { addChecks } from './checks.ts';
import { addVerify } from './verify.ts';

const HELP = `
Exits with 0 if everything that was checked conforms to v1, with 1 if something does not, with 2 if the command was not
understood, and with 3 if the check was not possible: there is no response, the token is refused, the rate limit is
exceeded, or a file cannot be read.`;

/** The program with all its commands. It throws a CommanderError if it does not understand a command. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('service-desk-contract')
    .description(
      'Checks providers, clients and recorded traffic against the contract of the GoToAssist Service Desk API v1.',
    )
    .version(version)
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'service-desk-contract: ')),
    })
    // Options after the name of a command belong to it, also --version.
    .enablePositionalOptions()
    .exitOverride();
  for (const add of [addVerify, addChecks, addBroker]) add(program);
  return program;
}
