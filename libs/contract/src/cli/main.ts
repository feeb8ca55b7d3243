import { isServiceDeskError } from '@service-desk/client';
import { CommanderError } from 'commander';
import { EXIT } from './exit.ts';
import { createProgram } from './program.ts';

/**
 * Goes on when the reader of the output closes it early, as `head` does, because `verify` still has to delete what it has
 * created. Output that cannot be written for another reason is an error.
 */
function handleOutputErrors(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`service-desk-contract: cannot write the output: ${message}\n`);
    process.once('exit', () => {
      process.exitCode = EXIT.couldNotRun;
    });
  });
}

async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.kept : EXIT.misunderstood;
      return;
    }
    for (const line of linesOf(error as Error)) process.stderr.write(`service-desk-contract: ${line}\n`);
    process.exitCode = EXIT.couldNotRun;
  }
}

function linesOf(error: Error): string[] {
  const { message, cause } = error;
  const why = isServiceDeskError(error) && cause instanceof Error && !message.includes(cause.message);
  return [message, ...(why ? [String(cause.message)] : [])].join('\n').split('\n').filter(Boolean);
}

handleOutputErrors();
await main(process.argv.slice(2));
