import type { Command } from 'commander';

/** Gives a command the flag that every command has which lists something. */
export function addJsonFlag(command: Command): Command {
  return command.option('--json', 'prints JSON, for programs');
}

/**
 * Prints what a command found: for people a table, for programs an array of JSON with all fields.
 *
 * @param columns the fields that the table shows
 */
export function printRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
  { json }: { json?: boolean },
): void {
  if (json) return void process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  for (const line of cells) {
    const padded = line.map((cell, index) => cell.padEnd(widths[index] ?? 0));
    process.stdout.write(`${padded.join('  ').trimEnd()}\n`);
  }
}
