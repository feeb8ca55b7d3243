/** A promise of v1, and what was seen of it. */
export interface Finding {
  /** Whose promise it is, such as `incidents` or `changes.testers`. */
  resource: string;
  /** What is promised, as a sentence. */
  promise: string;
  /** Where it stands: the name of an interaction, or a row of docs/limitations.md. */
  reference: string;
  outcome: 'kept' | 'broken' | 'skipped';
  /** What was seen where it is broken, or why it was not looked at, a line each. */
  seen: string[];
}

/** How much of the description interactions hold a provider to. */
export interface Coverage {
  operations: number;
  /** How many operations have a success in the pacts, and how many one that only a behaviour can hold, a redirect. */
  withSuccess: number;
  redirects: number;
  /** How many operations have each failure in the pacts that is documented. */
  withEachFailure: number;
  interactions: number;
}

/** What was found about a provider. */
export interface Report {
  /** Who was looked at, such as its address. */
  provider: string;
  findings: Finding[];
  /** How long it took. */
  ms: number;
  /** The most memory that it took, in bytes. */
  memory?: number;
  /** How much of the description interactions held it to, where they did. */
  coverage?: Coverage;
}

/**
 * A report to be read: resource by resource, what was promised, and what was seen.
 *
 * @param shown the findings that are printed as text, where not all are
 * @param notes what is to be known beside them in text
 */
export function renderReport(
  report: Report,
  format: 'text' | 'markdown',
  shown: readonly Finding[] = report.findings,
  notes: readonly string[] = [],
): string {
  return format === 'markdown' ? markdownOf(report) : textOf(report, shown, notes);
}

/** Coverage, to be read. */
export function tellCoverage({
  operations,
  withSuccess,
  redirects,
  withEachFailure,
  interactions,
}: Coverage): string {
  const more = redirects > 0 ? ` and ${redirects} redirect that a behaviour holds` : '';
  return [
    `operations with a success interaction: ${withSuccess} of ${operations}${more}`,
    `operations with each documented failure: ${withEachFailure} of ${operations}`,
    `interactions in all: ${interactions}`,
  ].join('\n');
}

/** How many promises were kept, broken and skipped, as one line. */
export function summaryOf(findings: readonly Finding[]): string {
  return (['kept', 'broken', 'skipped'] as const)
    .map((outcome) => `${findings.filter((each) => each.outcome === outcome).length} ${outcome}`)
    .join(', ');
}

function textOf(report: Report, shown: readonly Finding[], notes: readonly string[]): string {
  const { provider, findings, coverage } = report;
  const sections = byResource(shown).map(([resource, found]) =>
    [
      resource,
      ...found.flatMap(({ outcome, promise, reference, seen }) => [
        `  ${MARKS[outcome]} ${promise} [${reference}]`,
        ...seen.map((line) => `      ${line}`),
      ]),
    ].join('\n'),
  );
  const told = coverage ? [tellCoverage(coverage)] : [];
  return [...sections, ...told, ...notes, `${provider}: ${summaryOf(findings)}, ${costOf(report)}`].join(
    '\n\n',
  );
}

function markdownOf(report: Report): string {
  const { provider, findings, coverage } = report;
  const sections = byResource(findings).map(([resource, found]) =>
    [
      `## ${resource}`,
      '',
      `| | promised | where | seen |`,
      `|---|---|---|---|`,
      ...found.map(
        ({ outcome, promise, reference, seen }) =>
          `| ${MARKS[outcome]} | ${cell(promise)} | \`${reference}\` | ${cell(seen.join('\n'))} |`,
      ),
    ].join('\n'),
  );
  const head = `# What ${provider} keeps of v1\n\n${summaryOf(findings)}, ${costOf(report)}.`;
  const told = coverage ? [tellCoverage(coverage).replaceAll(/^/gm, '- ')] : [];
  return `${[head, ...told, ...sections].join('\n\n')}\n`;
}

const MARKS = { kept: '✓', broken: '✗', skipped: '–' } as const;

/** The findings of each resource, in the order in which resources are first met. */
export function byResource(findings: readonly Finding[]): [string, Finding[]][] {
  return [...Map.groupBy(findings, ({ resource }) => resource)];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}

function costOf({ ms, memory }: Report): string {
  const most = memory === undefined ? '' : `, ${Math.round(memory / 2 ** 20)} MiB at most`;
  return `in ${(ms / 1000).toFixed(1)} s${most}`;
}
