import { isServiceDeskError } from '@service-desk/client';
import { CommanderError } from 'commander';
import { EXIT } from './exit.ts';
import { createProgram } from './program.ts';

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

await main(process.argv.slice(2));
