import closeWithGrace from 'close-with-grace';
import { type Command, Option } from 'commander';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { addSettingFlags, settingsOf } from './options.ts';
import { markAsServer } from './output.ts';

const NAMES = ['host', 'port', 'rateLimit', 'corsOrigins'] as const;
/** Milliseconds for pending requests to finish on shutdown. */
const GRACE = 5000;

/** `service-desk sandbox`. */
export function addSandboxCommand(program: Command): void {
  const command = program
    .command('sandbox')
    .description('Serves v1 from memory for tests of clients, with a settable clock and fault injection.');
  addSettingFlags(markAsServer(command), NAMES)
    .addOption(new Option('--world <name>', 'initial data').choices(['demo', 'empty']).default('demo'))
    .option('--now <moment>', 'initial time of its clock (default: 2010-03-24T09:00:00Z)')
    .option('--shift <days>', 'days to shift the dates of the demo world by, as serve --demo does', Number)
    .option('--tick <seconds>', 'seconds that its clock advances per call', Number, 1)
    .action(async ({ world, now, shift, tick }: Pick<SandboxOptions, 'world' | 'now' | 'shift' | 'tick'>) => {
      const { host, port, rateLimit = null, corsOrigins = [] } = settingsOf(command, NAMES);
      const options = { host, port, rateLimit, corsOrigins, ...defined({ world, now, shift, tick }) };
      const { startSandbox } = await import('../sandbox/sandbox.ts');
      const sandbox = await startSandbox(options);
      closeWithGrace({ delay: GRACE }, () => sandbox.close());
      // The parent process waits for this line.
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
