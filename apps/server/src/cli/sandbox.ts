import closeWithGrace from 'close-with-grace';
import { type Command, Option } from 'commander';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { addSettingFlags, settingsOf } from './options.ts';
import { outliveOutput } from './output.ts';

const NAMES = ['host', 'port', 'rateLimit', 'corsOrigins'] as const;
/** Milliseconds that requests under way have when it is told to end. */
const GRACE = 5000;

/** `service-desk sandbox`: a provider to test against, which forgets everything when it ends. */
export function addSandbox(program: Command): void {
  const command = program
    .command('sandbox')
    .description(
      'Serves v1 to the tests of others, from memory: with a clock that can be set and faults on demand.',
    );
  addSettingFlags(outliveOutput(command), NAMES)
    .addOption(new Option('--world <name>', 'what it begins with').choices(['demo', 'empty']).default('demo'))
    .option('--now <moment>', 'what its clock shows in the beginning (default: 2010-03-24T09:00:00Z)')
    .option('--shift <days>', 'by how many days the demo world is later, as serve --demo moves it', Number)
    .option('--tick <seconds>', 'by how much each call moves its clock on', Number, 1)
    .action(async ({ world, now, shift, tick }: Pick<SandboxOptions, 'world' | 'now' | 'shift' | 'tick'>) => {
      const { host, port, rateLimit = null, corsOrigins = [] } = settingsOf(command, NAMES);
      const options = { host, port, rateLimit, corsOrigins, ...defined({ world, now, shift, tick }) };
      const { startSandbox } = await import('../sandbox/sandbox.ts');
      const sandbox = await startSandbox(options);
      closeWithGrace({ delay: GRACE }, () => sandbox.close());
      // The line that whoever started it waits for.
      const { url, baseUrl, tokens } = sandbox;
      process.stdout.write(`${JSON.stringify({ url, baseUrl, tokens })}\n`);
    });
}

function defined<Options extends object>(
  options: Options,
): { [Name in keyof Options]: NonNullable<Options[Name]> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Options]: NonNullable<Options[Name]> };
}
