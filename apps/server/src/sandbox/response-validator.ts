import { conformanceTo } from '@service-desk/description/conformance';
import { readDescription } from '@service-desk/description/description';
import { closed } from '@service-desk/description/schemas';
import type { OperationId } from '../generated/operations.ts';

/** Validates a response and returns the violations of the description. */
export type ResponseValidator = (operation: OperationId, status: number, answer: unknown) => string[];

/**
 * Creates a validator of responses by the bundled description. It is stricter than the description: fields that are not
 * described, or that only the guide prints, are violations.
 */
export function readResponseValidator(): ResponseValidator {
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
