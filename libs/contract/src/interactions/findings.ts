import { resourceOf } from '#description/operations';
import { scenarios } from '../generated/scenarios.ts';
import type { Finding } from '../report/report.ts';
import { isInPacts, promiseOf } from '../v1/scenarios.ts';
import type { Verification } from './verify.ts';

/** A finding for each interaction of a verification. */
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
