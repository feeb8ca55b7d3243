import type { OperationId } from '@service-desk/client';
import { harmlessMutants } from './catalogue/harmless.ts';
import { busy, harmlessWays } from './catalogue/harmless-ways.ts';
import { generate, generatedThat } from './generate/generate.ts';
import { OPERATIONS } from './generate/model.ts';
import { rootResource } from './operation-of.ts';
import { honest } from './proxy.ts';
import type { Suspect } from './suspect.ts';

/** What is judged in one run, said so that every process comes to the same. */
export type Lot =
  | { of: 'generated'; seed: number; count: number }
  | { of: 'named'; only: string }
  | { of: 'harmless'; only: string }
  | { of: 'busy'; count: number };

/** Something that is judged, with what a report says of it. */
export interface LotEntry extends Suspect {
  kind: string;
  resource: string;
  says: string;
}

/** The suspects of a lot, in one order. */
export function suspectsOf(lot: Lot): LotEntry[] {
  switch (lot.of) {
    case 'generated':
      return generate(lot.seed, lot.count);
    case 'named':
      return generatedThat(lot.only);
    case 'harmless':
      return [...harmlessMutants, ...harmlessWays]
        .filter(({ name }) => name.startsWith(lot.only))
        .map((one): LotEntry => {
          const operations = inFew(one.operations, 2);
          return { ...one, kind: 'harmless', resource: 'provider', says: one.name, operations, inOwn: true };
        });
    case 'busy':
      return Array.from({ length: lot.count }, (_, index) => ({
        ...{ kind: 'busy', resource: 'provider', says: `run ${index + 1} beside a client that writes` },
        ...{ operations: OPERATIONS, fault: () => honest, inOwn: true },
        meanwhile: (url, signal) => busy(url, index % 2 === 0 ? 'demo-dan' : 'demo-luke', signal),
      }));
  }
}

/** The operations of the last resources among these: each resource takes its time, and what is done to all shows in any. */
export function inFew(operations: readonly OperationId[], count: number): OperationId[] {
  const roots = [...new Set(operations.map(rootResource))].slice(-count);
  return operations.filter((each) => roots.includes(rootResource(each)));
}
