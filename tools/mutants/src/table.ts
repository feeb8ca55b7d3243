import { resourceOf } from '@service-desk/description/operations';
import type { ClientMutant } from './catalogue/client.ts';
import type { Mutant } from './catalogue/mutant.ts';
import type { Verdict } from './rounds.ts';

/** A mutant that was tried. */
export interface Tried {
  mutant: Mutant | ClientMutant;
  verdict: Verdict;
}

const COLUMNS = ['pacts', 'properties', 'behaviours', 'ours', 'Prism', 'comparator'] as const;

/** Whether the contract, by its pacts, properties or behaviours, complains. */
export function isCaughtByContract({ verdict }: Tried): boolean {
  return oursOf(verdict) !== undefined;
}

/** What share of mutants the contract catches. */
export function shareCaught(tried: readonly Tried[]): number {
  return tried.filter(isCaughtByContract).length / tried.length;
}

/** A table of Markdown: a row for each mutant, and who complained about how many. */
export function tableOf(tried: readonly Tried[]): string {
  const cells = tried.map(cellsOf);
  const rows = tried.map(({ mutant }, index) => [
    mutant.kind,
    mutant.name,
    [...new Set(mutant.operations.map(resourceOf))].join(', '),
    ...(cells[index] ?? []).map((complained) => (complained ? '✓' : '·')),
  ]);
  const totals = COLUMNS.map((_, column) => {
    const count = cells.filter((row) => row[column]).length;
    return `${count} of ${tried.length}, ${((100 * count) / tried.length).toFixed(1)} %`;
  });
  return [
    ['kind', 'mutant', 'where', ...COLUMNS],
    ['---', '---', '---', ...COLUMNS.map(() => ':-:')],
    ...rows,
    ['', '**total**', '', ...totals],
  ]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function cellsOf({ verdict }: Tried): boolean[] {
  const { pacts, properties, behaviours, prism, comparator } = verdict;
  return [pacts, properties, behaviours, oursOf(verdict), prism, comparator].map(
    (each) => each !== undefined,
  );
}

/** What the contract complains of first. */
export function oursOf({ pacts, properties, behaviours }: Verdict): string | undefined {
  return pacts ?? properties ?? behaviours;
}
