import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addBroker } from './broker.ts';
import { addChecks } from './checks.ts';
import { addVerify } from './verify.ts';

const HELP = `
Ends with 0 when all that was looked at is as v1 has it, with 1 when something is not, with 2 when a command was not
understood, and with 3 when it could not look: nobody answers, the token is refused, the hour's requests are used up, or
a file cannot be read.`;

/** The program with all its commands. What it is asked in a way that it does not understand, it throws. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('service-desk-contract')
    .description(
      'Holds providers, clients and traffic to the contract of the GoToAssist Service Desk API v1.',
    )
    .version(version)
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .configureOutput({
      outputError: (words, write) => write(words.replace(/^error: /, 'service-desk-contract: ')),
    })
    // What follows the name of a command is its own, also --version.
    .enablePositionalOptions()
    .exitOverride();
  for (const add of [addVerify, addChecks, addBroker]) add(program);
  return program;
}
