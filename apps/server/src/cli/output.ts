import type { Command } from 'commander';

const servers = new WeakSet<Command>();

/** Marks a command as a server, which continues if its output cannot be written. */
export function markAsServer(command: Command): Command {
  servers.add(command);
  return command;
}

/** Whether {@link markAsServer} was called for a command. */
export function isMarkedAsServer(command: Command): boolean {
  return servers.has(command);
}

/** Adds the flag `--json` to a command. */
export function addJsonFlag(command: Command): Command {
  return command.option('--json', 'prints JSON, for programs');
}

/** Prints an object: a line for each field, or JSON. */
export function printOne(object: object, { json }: { json?: boolean | undefined }): void {
  if (json) return void process.stdout.write(`${toJson(object)}\n`);
  const rows = Object.entries(object).map(([field, value]) => ({ field, value }));
  const width = Math.max(...rows.map(({ field }) => field.length));
  for (const { field, value } of rows) {
    process.stdout.write(`${field.padEnd(width)}  ${cellOf(value)}`.trimEnd().concat('\n'));
  }
}

/**
 * Prints a list: a table, or a JSON array with all fields.
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

/** Ids above 2^53 are strings, which the API accepts. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item), 2);
}
