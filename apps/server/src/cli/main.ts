import { type Command, CommanderError } from 'commander';
import { SettingsError } from '../settings/read.ts';
import { isMarkedAsServer } from './output.ts';
import { createProgram } from './program.ts';

/** The exit codes for errors. */
const EXIT = { failed: 1, usage: 2 } as const;

/**
 * Exits when the reader of the output closes it early, as `head` does: without a message, but as a failure, because the
 * output may be an incomplete export. Servers continue.
 */
function exitOnClosedOutput(program: Command): void {
  let isServer = false;
  program.hook('preSubcommand', (_program, command) => {
    isServer = isMarkedAsServer(command);
  });
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (isServer) return;
    if (code !== 'EPIPE') process.stderr.write(`service-desk: cannot write the output: ${message}\n`);
    process.exit(EXIT.failed);
  });
}

/** Runs a command line and sets the exit code. */
async function main(args: readonly string[]): Promise<void> {
  const program = createProgram();
  exitOnClosedOutput(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exit(error.exitCode === 0 ? 0 : EXIT.usage);
    }
    for (const line of messagesOf(error as Error)) process.stderr.write(`service-desk: ${line}\n`);
    process.exit(error instanceof SettingsError ? EXIT.usage : EXIT.failed);
  }
}

/** The lines of an error's message. Node throws an AggregateError without a message if all addresses of a host fail. */
function messagesOf(error: Error): string[] {
  if (error instanceof AggregateError && !error.message) return error.errors.flatMap(messagesOf);
  return error.message.split('\n').filter(Boolean);
}

await main(process.argv.slice(2));
