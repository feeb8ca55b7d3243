import type { Judgement } from './judges.ts';
import type { Lot } from './lots.ts';
import { rootResource } from './operation-of.ts';

/** Something that was judged. */
export interface Judged extends Judgement {
  kind: string;
  resource: string;
  operations: readonly string[];
  says: string;
}

/** What is known of a run. */
interface ReportRun {
  lot: Lot;
  judge: string;
  seconds: number;
}

/** Whether a fault took effect and was complained of, or the judge could not go on because of it. */
export function isCaught({ hits, caught, stopped }: Judgement): boolean {
  return hits > 0 && (caught !== undefined || isCrash(stopped));
}

/** A judge that takes too long has noticed nothing. */
function isCrash(stopped: string | undefined): boolean {
  return stopped !== undefined && !stopped.startsWith('it took longer');
}

/** What came of a run, as Markdown. */
export function reportOf(judged: readonly Judged[], { lot, judge, seconds }: ReportRun): string {
  const lotName = Object.entries(lot)
    .map(([key, value]) => (key === 'of' ? value : `${key} ${value}`))
    .join(', ');
  if (lot.of === 'harmless' || lot.of === 'busy') return alarmsOf(judged, lotName, judge, seconds);
  const effective = judged.filter(({ hits }) => hits > 0);
  const crashed = effective.filter(({ caught, stopped }) => !caught && isCrash(stopped));
  const missed = effective.filter((each) => !isCaught(each));
  const noise = judged.flatMap((each) => each.noise);
  return [
    `## ${lotName}, judged by ${judge}`,
    `Caught: ${rateOf(judged)}; of those that took effect: ${rateOf(effective)}. ${judged.length - effective.length} had no effect on any request that was sent. ${crashed.length} of the caught faults crashed the judge. ${seconds} s.`,
    tableOf(
      'kind',
      Map.groupBy(judged, ({ kind }) => kind),
    ),
    tableOf(
      'resource',
      Map.groupBy(judged, ({ resource }) => rootResource(resource)),
    ),
    listOf('Missed', missed),
    listOf(
      'No effect: no request shows the fault',
      judged.filter(({ hits }) => hits === 0),
    ),
    listOf(
      'The judge stopped early',
      judged.filter(({ stopped }) => stopped),
      ({ stopped }) => ` (${stopped})`,
    ),
    noise.length > 0
      ? `### Findings before a fault took effect\n\n${[...new Set(noise.map(({ promise, seen }) => `- ${promise}: ${seen}`))].join('\n')}`
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Whether a judge complained of a provider that is as it may be, or could not go on with it. */
export function isAlarm({ caught, noise, stopped }: Judgement): boolean {
  return caught !== undefined || noise.length > 0 || stopped !== undefined;
}

function alarmsOf(judged: readonly Judged[], lotName: string, judge: string, seconds: number): string {
  const alarms = judged.filter(isAlarm).map(({ says, caught, noise, stopped }) => {
    const complaints = [...(caught ? [caught] : []), ...noise];
    const lines = complaints.map(({ promise, seen }) => `  - ${promise}: ${seen}`);
    return [`- ${says}${stopped ? ` (${stopped})` : ''}`, ...lines].join('\n');
  });
  return [
    `## ${lotName}, judged by ${judge}`,
    `${alarms.length} of ${judged.length} raise an alarm. ${seconds} s.`,
    ...alarms,
  ].join('\n');
}

function rateOf(judged: readonly Judged[]): string {
  const count = judged.filter(isCaught).length;
  const share = judged.length === 0 ? 0 : (100 * count) / judged.length;
  return `${count} of ${judged.length} (${share.toFixed(1)} %)`;
}

function tableOf(title: string, groups: Map<string, Judged[]>): string {
  const rows = [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, own]) => {
      const effective = own.filter(({ hits }) => hits > 0);
      return `| ${name} | ${own.length} | ${effective.length} | ${effective.filter(isCaught).length} |`;
    });
  return [`| ${title} | faults | effective | caught |`, '| --- | --: | --: | --: |', ...rows].join('\n');
}

function listOf(title: string, judged: readonly Judged[], more: (one: Judged) => string = () => ''): string {
  if (judged.length === 0) return '';
  const groups = [...Map.groupBy(judged, ({ kind }) => kind)];
  const lines = groups.map(
    ([kind, own]) => `${kind}\n${own.map((one) => `- ${one.says}${more(one)}`).join('\n')}`,
  );
  return `### ${title}: ${judged.length}\n\n${lines.join('\n\n')}`;
}
