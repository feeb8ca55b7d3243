import type { Consumer, Unavailable } from './consumer.ts';

/** What came of a consumer. A cell is empty if there is nothing of its kind to do, or if it was not reached. */
export interface ConsumerResult {
  compiles: string;
  runs: string;
  /** What failed, with its output. */
  fault?: string;
}

/** The results as a table in Markdown. */
export function renderTable(
  rows: readonly Consumer[],
  results: ReadonlyMap<Consumer, ConsumerResult>,
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

const [BEGIN, END] = ['<!-- consumers -->\n', '<!-- /consumers -->'];

/** A README with the table of what its package is tried with, in place of the one that it has. */
export function withSummary(
  readme: string,
  rows: readonly Consumer[],
  unavailable: readonly Unavailable[],
): string {
  const [before = '', rest = ''] = readme.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`the README has no ${BEGIN.trim()} … ${END}`);
  return `${before}${BEGIN}${summaryOf(rows, unavailable)}\n${END}${after}`;
}

/** A line for each family of kinds, with its versions and variants. */
function summaryOf(rows: readonly Consumer[], unavailable: readonly Unavailable[]): string {
  const families = Map.groupBy(rows, ({ kind }) => kind.split(', ')[0] ?? '');
  const lines = [...families].map(([family, members]) => {
    const versions = new Set(members.map(({ version }) => version));
    const variants = new Set(members.flatMap(({ kind }) => kind.split(', ').slice(1)));
    return [family, [...versions].join(', '), [...variants].join(', ')];
  });
  const others = unavailable.map(({ kind, reason }) => [kind, 'not tried', reason]);
  return [['project', 'versions', ''], ['---', '---', '---'], ...lines, ...others]
    .map((cells) => `| ${cells.join(' | ')} |`.replaceAll(/ +/g, ' '))
    .join('\n');
}
