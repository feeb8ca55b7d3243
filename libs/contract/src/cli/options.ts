import path from 'node:path';
import type { OperationId } from '@service-desk/client';
import { type Command, InvalidArgumentError } from 'commander';
import { OPERATIONS, resourceOf } from '../v1/calls.ts';

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
  const blind = patterns.filter((each) => !OPERATIONS.some((operation) => path.matchesGlob(operation, each)));
  if (blind.length > 0) {
    const resources = [...new Set(OPERATIONS.map((operation) => `${resourceOf(operation)}.*`))];
    throw new InvalidArgumentError(
      `No operation is called ${blind.map((each) => `"${each}"`).join(', ')}. There are ${resources.join(', ')}`,
    );
  }
  return (operation) => patterns.some((each) => path.matchesGlob(operation, each));
}

/** A number of seconds, more than none. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError('It is a number of seconds.');
  return seconds;
}

/** A whole number from 0. */
export function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

/** The address of a server. */
export function addressOf(text: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It is an address such as https://desk.example/v1');
  }
  return text.replace(/\/$/, '');
}
