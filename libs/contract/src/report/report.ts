/** A promise of v1, and whether the provider keeps it. */
export interface Finding {
  /** The resource, such as `incidents` or `changes.testers`. */
  resource: string;
  /** What is promised, or what is broken, as a sentence. */
  promise: string;
  /** Where it is specified: the name of an interaction, or a row of docs/limitations.md. */
  reference: string;
  outcome: 'kept' | 'broken' | 'skipped';
  /** What was observed if it is broken, or why it was skipped, a line each. */
  seen: string[];
}

/** How much of the description the interactions cover. */
export interface Coverage {
  operations: number;
  /** How many operations have a success in the pacts, and how many have a redirect, which only a behaviour can check. */
  withSuccess: number;
  redirects: number;
  /** How many operations have all their documented failures in the pacts. */
  withEachFailure: number;
  interactions: number;
}

/** The findings about a provider. */
export interface Report {
  /** What was checked, such as the address of a provider. */
  provider: string;
  findings: Finding[];
  /** The duration. */
  ms: number;
  /** The peak memory, in bytes. */
  memory?: number;
  /** The coverage by interactions, if there were any. */
  coverage?: Coverage;
}

/**
 * Renders a report for people: for each resource, what was promised and what was observed.
 *
 * @param shown the findings to print as text. Default: all
 * @param notes paragraphs to print after the findings, in text only
 */
export function renderReport(
  report: Report,
  format: 'text' | 'markdown',
  shown: readonly Finding[] = report.findings,
  notes: readonly string[] = [],
): string {
  return format === 'markdown' ? markdownOf(report) : textOf(report, shown, notes);
}

/** Renders coverage as lines. */
export function tellCoverage({
  operations,
  withSuccess,
  redirects,
  withEachFailure,
  interactions,
}: Coverage): string {
  const more = redirects > 0 ? ` and ${redirects} redirect, which a behaviour checks` : '';
  return [
    `operations with a success interaction: ${withSuccess} of ${operations}${more}`,
    `operations with each documented failure: ${withEachFailure} of ${operations}`,
    `interactions in all: ${interactions}`,
  ].join('\n');
}

/** The number of promises that are kept, broken and skipped, as one line. */
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
  const covered = coverage ? [tellCoverage(coverage)] : [];
  return [...sections, ...covered, ...notes, `${provider}: ${summaryOf(findings)}, ${costOf(report)}`].join(
    '\n\n',
  );
}

function markdownOf(report: Report): string {
  const { provider, findings, coverage } = report;
  const sections = byResource(findings).map(([resource, found]) =>
    [
      `## ${resource}`,
      '',
      `| | promise | reference | observed |`,
      `|---|---|---|---|`,
      ...found.map(
        ({ outcome, promise, reference, seen }) =>
          `| ${MARKS[outcome]} | ${cell(promise)} | \`${reference}\` | ${cell(seen.join('\n'))} |`,
      ),
    ].join('\n'),
  );
  const head = `# Conformance of ${provider} to v1\n\n${summaryOf(findings)}, ${costOf(report)}.`;
  const covered = coverage ? [tellCoverage(coverage).replaceAll(/^/gm, '- ')] : [];
  return `${[head, ...covered, ...sections].join('\n\n')}\n`;
}

const MARKS = { kept: '✓', broken: '✗', skipped: '–' } as const;

/** The findings by resource, in the order of their first finding. */
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
