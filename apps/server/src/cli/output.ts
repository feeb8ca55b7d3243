import type { Command } from 'commander';

const servers = new WeakSet<Command>();

/** Says of a command that it serves requests, and goes on where its output cannot be written. */
export function outliveOutput(command: Command): Command {
  servers.add(command);
  return command;
}

/** Whether a command goes on where its output cannot be written. */
export function outlivesOutput(command: Command): boolean {
  return servers.has(command);
}

/** Gives a command the flag that every command has which lists something. */
export function addJsonFlag(command: Command): Command {
  return command.option('--json', 'prints JSON, for programs');
}

/** Prints one thing: for people a line for each of its fields, for programs a JSON object. */
export function printOne(thing: object, { json }: { json?: boolean | undefined }): void {
  if (json) return void process.stdout.write(`${toJson(thing)}\n`);
  const rows = Object.entries(thing).map(([field, value]) => ({ field, value }));
  const width = Math.max(...rows.map(({ field }) => field.length));
  for (const { field, value } of rows) {
    process.stdout.write(`${field.padEnd(width)}  ${cellOf(value)}`.trimEnd().concat('\n'));
  }
}

/**
 * Prints what a command found: for people a table, for programs an array of JSON with all fields.
 *
 * @param columns the fields that the table shows
 */
export function printRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
  { json }: { json?: boolean | undefined },
): void {
  if (json) return void process.stdout.write(`${toJson(rows)}\n`);
  const cells = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  for (const line of cells) {
    const padded = line.map((cell, index) => cell.padEnd(widths[index] ?? 0));
    process.stdout.write(`${padded.join('  ').trimEnd()}\n`);
  }
}

function cellOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

/** Ids beyond 2^53 are texts, as the API takes them. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part), 2);
}
