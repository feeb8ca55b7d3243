import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Command } from 'commander';
import { examineBrokered } from '../interactions/broker.ts';
import { sandboxStates } from '../v1/provider-states.ts';
import { EXIT } from './exit.ts';
import { addressOf, secondsOf } from './options.ts';

interface BrokerFlags {
  provider: string;
  states: string;
  providerVersion: string;
  branch?: string;
  consumer?: string;
  timeout: number;
}

const ENVIRONMENT =
  'PACT_BROKER_BASE_URL is the address of the broker; PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD, authenticate.';

/** The commands of Pact's own program. */
const PACT_COMMANDS = {
  publish: 'Publishes pacts: publish pacts/ --consumer-app-version 1.2.0 --branch main',
  'can-i-deploy':
    'Checks whether a version may be released: can-i-deploy --pacticipant my-client --version 1.2.0 --to-environment production',
  'record-deployment': 'Records at the broker that a version is deployed, for can-i-deploy',
};

/** The commands for a Pact Broker, which use the environment variables of Pact's own tools. */
export function addBroker(program: Command): void {
  const broker = program
    .command('broker')
    .description(`Pacts through a Pact Broker. ${ENVIRONMENT}`)
    .enablePositionalOptions();
  for (const [name, description] of Object.entries(PACT_COMMANDS)) pactCommand(broker, name, description);
  broker
    .command('verify')
    .description('Verifies the pacts that clients published, and publishes the results.')
    .requiredOption('--provider <url>', 'the address of the provider with its path prefix', addressOf)
    .requiredOption('--states <url>', 'the server with provider states, such as a sandbox', addressOf)
    .requiredOption('--provider-version <version>', 'the version of the provider, such as a commit')
    .option('--branch <name>', 'the branch of that version')
    .option('--consumer <name>', 'only the pacts of this client')
    .option('--timeout <seconds>', 'the timeout of one request', secondsOf, 10)
    .action(async ({ provider, states, providerVersion, timeout, ...rest }: BrokerFlags) => {
      const { kept, report } = await examineBrokered({
        ...{ baseUrl: provider, setState: sandboxStates(states) },
        ...{ version: providerVersion, timeout: timeout * 1000 },
        ...rest,
      });
      process.stdout.write(`${report}\n`);
      process.exitCode = kept ? EXIT.kept : EXIT.broken;
    });
}

/** A command of Pact's own program, which gets all flags. */
function pactCommand(broker: Command, name: string, description: string): void {
  broker
    .command(`${name} [arguments...]`)
    .description(`${description}. Arguments are those of pact-broker ${name}.`)
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(async (args: string[]) => {
      if (!process.env.PACT_BROKER_BASE_URL)
        throw new Error('PACT_BROKER_BASE_URL is not set: it is the address of the Pact Broker');
      const main = createRequire(import.meta.url).resolve('@pact-foundation/pact-cli/package.json');
      const program = path.join(path.dirname(main), 'bin/pact-broker.js');
      const child = spawn(process.execPath, [program, name, ...args], { stdio: 'inherit' });
      process.exitCode = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => resolve(code ?? EXIT.couldNotRun));
      });
    });
}
