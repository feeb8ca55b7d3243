import { readFileSync } from 'node:fs';
import type { Serving } from '@service-desk/test-kit/processes';

/** Ticks of processor time a second, which Linux has on every platform. */
const TICKS = 100;

/** The processor time of a server with its threads in microseconds, to a hundredth of a second. */
export function processorTimeOf({ process: { pid } }: Serving): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may have blanks, the third field is the state; user and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1e6;
}
