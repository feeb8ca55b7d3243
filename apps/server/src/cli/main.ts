import { type Command, CommanderError } from 'commander';
import { SettingsError } from '../settings/read.ts';
import { outlivesOutput } from './output.ts';
import { createProgram } from './program.ts';

/** What the program ends with, beside 0: it was asked in a way that cannot be understood, or could not do it. */
const EXIT = { failed: 1, misunderstood: 2 } as const;

/**
 * A reader of a command's output may leave early, as `head` does. That ends the command without a message, but not as a
 * success: what was cut short may be an export. Commands that serve requests go on.
 */
function watchOutput(program: Command): void {
  let isNeeded = true;
  program.hook('preSubcommand', (_program, command) => {
    isNeeded = !outlivesOutput(command);
  });
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (!isNeeded) return;
    if (code !== 'EPIPE') process.stderr.write(`service-desk: the output cannot be written: ${message}\n`);
    process.exit(EXIT.failed);
  });
}

/** Runs a command line; the process ends with what came of it. */
async function main(args: readonly string[]): Promise<void> {
  const program = createProgram();
  watchOutput(program);
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
