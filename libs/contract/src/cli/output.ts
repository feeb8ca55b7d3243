import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { byResource, type Finding, type Report, renderReport } from '../report/report.ts';
import { EXIT } from './exit.ts';
import type { ReportFlags } from './options.ts';

/** Prints a report, writes it to the files in the options, and sets the exit code of the process. */
export async function writeReport(
  report: Report,
  { junit, json, verbose = false }: ReportFlags,
  more: readonly string[] = [],
): Promise<void> {
  if (json) await writeInto(json, `${JSON.stringify(report, null, 2)}\n`);
  if (junit) await writeInto(junit, junitOf(report));
  const printed = verbose ? report.findings : report.findings.filter(({ outcome }) => outcome !== 'kept');
  process.stdout.write(`${renderReport(report, 'text', printed, more)}\n`);
  const isBroken = report.findings.some(({ outcome }) => outcome === 'broken');
  process.exitCode = isBroken ? EXIT.broken : EXIT.kept;
}

/** A line with the progress on a terminal, and nothing elsewhere. */
export function progressOn(stream: NodeJS.WriteStream): { update(finding: Finding): void; end(): void } {
  const counts = { kept: 0, broken: 0, skipped: 0 };
  return {
    update({ outcome, promise }) {
      counts[outcome] += 1;
      if (!stream.isTTY) return;
      const line = `${counts.kept} kept, ${counts.broken} broken, ${counts.skipped} skipped: ${promise}`;
      stream.write(`\r\x1b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}

/** A report as JUnit XML: a suite for each resource, a case for each promise. */
export function junitOf({ provider, findings, ms }: Report): string {
  const suites = byResource(findings).map(([resource, own]) => {
    const attributes = `name="${escaped(resource)}" ${countsOf(own)}`;
    return [`  <testsuite ${attributes}>`, ...own.map(caseOf), '  </testsuite>'].join('\n');
  });
  const head = `<testsuites name="${escaped(provider)}" ${countsOf(findings)} time="${ms / 1000}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${[head, ...suites, '</testsuites>'].join('\n')}\n`;
}

function countsOf(findings: readonly Finding[]): string {
  const count = (outcome: Finding['outcome']) => findings.filter((each) => each.outcome === outcome).length;
  return `tests="${findings.length}" failures="${count('broken')}" errors="0" skipped="${count('skipped')}"`;
}

function caseOf({ resource, promise, reference, outcome, seen }: Finding): string {
  const open = `    <testcase classname="${escaped(resource)}" name="${escaped(`${promise} [${reference}]`)}"`;
  const [first = ''] = seen;
  if (outcome === 'kept') return `${open}/>`;
  if (outcome === 'skipped') return `${open}><skipped message="${escaped(first)}"/></testcase>`;
  return `${open}><failure message="${escaped(first)}">${escaped(seen.join('\n'))}</failure></testcase>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot contain them, not even escaped.
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f]/g;
const NAMED: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

function escaped(text: string): string {
  return text.replaceAll(FORBIDDEN, '').replaceAll(/[&<>"\n]/g, (char) => NAMED[char] as string);
}

async function writeInto(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, text);
}
