import type { BehaviourResult } from './behaviours/run.ts';
import { type Coverage, tellCoverage } from './coverage.ts';
import { type Scenario, scenarios } from './generated/scenarios.ts';
import { isInPacts } from './record.ts';
import type { Verification } from './verify.ts';

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

/** What a verification of pacts found: a finding for each interaction that was verified. */
export function findingsOfPacts(
  { failures }: Verification,
  only: (interaction: string) => boolean = () => true,
): Finding[] {
  const broken = new Map(failures.map(({ interaction, mismatches }) => [interaction, mismatches]));
  return scenarios
    .filter((scenario) => isInPacts(scenario) && only(scenario.name))
    .map((scenario) => ({
      resource: resourceOf(scenario.operation),
      promise: promiseOf(scenario),
      reference: scenario.name,
      outcome: broken.has(scenario.name) ? 'broken' : 'kept',
      seen: broken.get(scenario.name) ?? [],
    }));
}

/** What behaviours found: a finding for each. */
export function findingsOfBehaviours(results: readonly BehaviourResult[]): Finding[] {
  return results.map(({ name, row, operations: [operation = ''], ok, error, skipped }) => ({
    resource: resourceOf(operation),
    promise: name,
    reference: row,
    outcome: ok ? 'kept' : skipped === undefined ? 'broken' : 'skipped',
    seen: linesOf(skipped ?? error?.message ?? ''),
  }));
}

/** A report to be read: resource by resource, what was promised, and what was seen. */
export function renderReport(report: Report, format: 'text' | 'markdown'): string {
  return format === 'markdown' ? markdownOf(report) : textOf(report);
}

/** How many promises were kept, broken and skipped, as one line. */
export function summaryOf(findings: readonly Finding[]): string {
  return (['kept', 'broken', 'skipped'] as const)
    .map((outcome) => `${findings.filter((each) => each.outcome === outcome).length} ${outcome}`)
    .join(', ');
}

function textOf(report: Report): string {
  const { provider, findings, coverage } = report;
  const sections = byResource(findings).map(([resource, found]) =>
    [
      resource,
      ...found.flatMap(({ outcome, promise, reference, seen }) => [
        `  ${MARKS[outcome]} ${promise} [${reference}]`,
        ...seen.map((line) => `      ${line}`),
      ]),
    ].join('\n'),
  );
  const told = coverage ? [tellCoverage(coverage)] : [];
  return [...sections, ...told, `${provider}: ${summaryOf(findings)}, ${costOf(report)}`].join('\n\n');
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
function byResource(findings: readonly Finding[]): [string, Finding[]][] {
  const known = new Map<string, Finding[]>();
  for (const finding of findings) {
    const found = known.get(finding.resource);
    if (found) found.push(finding);
    else known.set(finding.resource, [finding]);
  }
  return [...known];
}

/** Whose an operation is: `changes.testers` of `changes.testers.create`. */
export function resourceOf(operation: string): string {
  return operation.slice(0, operation.lastIndexOf('.'));
}

/** What a scenario promises, as a sentence. */
export function promiseOf({ operation, state, summary, response }: Scenario): string {
  const status = response.status === 200 ? '' : `, with HTTP ${response.status}`;
  return `${operation}, in the state “${state.name}”: ${summary}${status}`;
}

/** Without the colours and the trailing blanks that an assertion's message has. */
function linesOf(message: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with.
  const plain = message.replaceAll(/\x1b\[\d*m/g, '');
  return plain
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}

function costOf({ ms, memory }: Report): string {
  const most = memory === undefined ? '' : `, ${Math.round(memory / 2 ** 20)} MiB at most`;
  return `in ${(ms / 1000).toFixed(1)} s${most}`;
}
