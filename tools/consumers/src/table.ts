import type { Consumer, Unavailable } from './consumer.ts';

/** What came of a consumer. A cell is empty if there is nothing of its kind to do, or if it was not reached. */
export interface Result {
  compiles: string;
  runs: string;
  /** What failed, with its output. */
  fault?: string;
}

/** The results as a table in Markdown. */
export function renderTable(
  rows: readonly Consumer[],
  results: ReadonlyMap<Consumer, Result>,
  unavailable: readonly Unavailable[],
): string {
  const lines = rows.map((row) => {
    const { compiles = '', runs = '', fault } = results.get(row) ?? {};
    const cell = (needed: unknown, value: string) =>
      needed === undefined ? '–' : value || (fault ? 'NO' : '');
    return [row.kind, row.version, cell(row.compile, compiles), cell(row.run, runs)];
  });
  const others = unavailable.map(({ kind, reason }) => [kind, '–', 'not available here', reason]);
  return [['kind', 'version', 'compiles', 'runs'], ['---', '---', '---', '---'], ...lines, ...others]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
