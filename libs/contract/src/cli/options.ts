import path from 'node:path';
import type { OperationId } from '@service-desk/client';
import { type Command, InvalidArgumentError } from 'commander';

/** The flags of every command that writes a report. */
export interface ReportFlags {
  junit?: string;
  json?: string;
  verbose?: boolean;
}

/** Gives a command the flags that say where its report goes. */
export function addReportFlags(command: Command): Command {
  return command
    .option('--junit <file>', 'writes the report as JUnit XML too, for CI')
    .option('--json <file>', 'writes the report as JSON too, for programs')
    .option('--verbose', 'prints also what is kept, not only what is broken or was skipped');
}

/** Names of operations as patterns, such as `incidents.*` or `*.list`; several are parted by commas. */
export function operationsOf(pattern: string): (operation: OperationId) => boolean {
  const patterns = pattern.split(',').map((each) => each.trim());
  if (patterns.includes('')) throw new InvalidArgumentError('It is a pattern such as incidents.*');
  return (operation) => patterns.some((each) => path.matchesGlob(operation, each));
}

/** A number of seconds, more than none. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError('It is a number of seconds.');
  return seconds;
}

/** The address of a server. */
export function addressOf(text: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It is an address such as https://desk.example/v1');
  }
  return text.replace(/\/$/, '');
}
