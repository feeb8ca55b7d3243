import path from 'node:path';
import type { OperationId } from '@service-desk/client';
import { type Command, InvalidArgumentError } from 'commander';
import { resourceOf } from '#description/operations';
import { OPERATIONS } from '../v1/calls.ts';

/** The flags of every command that writes a report. */
export interface ReportFlags {
  junit?: string;
  json?: string;
  verbose?: boolean;
}

export function addReportFlags(command: Command): Command {
  return command
    .option('--junit <file>', 'also writes the report as JUnit XML, for CI')
    .option('--json <file>', 'also writes the report as JSON, for programs')
    .option('--verbose', 'also prints the promises that are kept');
}

/** A filter of operations by patterns such as `incidents.*` or `*.list`, separated by commas. */
export function operationsOf(pattern: string): (operation: OperationId) => boolean {
  const patterns = pattern.split(',').map((each) => each.trim());
  const unknown = patterns.filter(
    (each) => !OPERATIONS.some((operation) => path.matchesGlob(operation, each)),
  );
  if (unknown.length > 0) {
    const resources = [...new Set(OPERATIONS.map((operation) => `${resourceOf(operation)}.*`))];
    throw new InvalidArgumentError(
      `No operation matches ${unknown.map((each) => `"${each}"`).join(', ')}. Use patterns such as ${resources.join(', ')}`,
    );
  }
  return (operation) => patterns.some((each) => path.matchesGlob(operation, each));
}

export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return seconds;
}

export function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('It must be a port from 1 to 65535.');
  return port;
}

export function addressOf(text: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It must be a URL such as https://desk.example/v1');
  }
  return text.replace(/\/$/, '');
}
