import { conformanceTo } from '@service-desk/description/conformance';
import { readDescription } from '@service-desk/description/description';
import { closed } from '@service-desk/description/schemas';
import type { OperationId } from '../generated/operations.ts';

/** Checks an answer against the description, and returns what is wrong with it. */
export type Conformance = (operation: OperationId, status: number, answer: unknown) => string[];

/**
 * A check of answers against the bundled description. It is stricter than the description: an answer may have no field
 * that the description does not name, or that only the guide prints.
 */
export function readConformance(): Conformance {
  const { answerFaults } = conformanceTo(closed(readDescription(), isOnlyPrinted), {
    closed: true,
    // The default response of every operation.
    universal: [404, 405, 413],
  });
  return (operation, status, answer) =>
    answerFaults(operation, status, answer).map((fault) => `${operation} ${status}: ${fault}`);
}

function isOnlyPrinted(_key: string, part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'x-guide-print' in part;
}
