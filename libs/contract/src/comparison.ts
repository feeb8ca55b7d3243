import * as comparison from '@pactflow/openapi-pact-comparator';
import type { Description } from './description.ts';

/** A pact file, as far as the comparison looks into it. */
export interface ComparedPact {
  interactions: { description: string; response: { body?: unknown } }[];
}

/** What the comparator reports. */
interface Result {
  type: 'error' | 'warning' | 'info';
  code: string;
  message: string;
  mockDetails?: { location: string };
}

// The package's own types have imports that Node's resolution does not find.
const { Comparator } = comparison as unknown as {
  Comparator: new (documents: { oas: Description }) => { compare(pact: ComparedPact): AsyncIterable<Result> };
};

/**
 * Where a pact does not fit the description.
 *
 * An interaction that v1 answers with Failed may ask for what the description forbids, since that is its point: there
 * only the address, the headers and the answer are compared.
 *
 * @returns A line for each fault; none when the pact fits.
 */
export async function comparePact(description: Description, pact: ComparedPact): Promise<string[]> {
  const comparator = new Comparator({ oas: description });
  const faults: string[] = [];
  for await (const result of comparator.compare(pact)) {
    if (result.type === 'error' && !isIntended(result, pact)) faults.push(lineOf(result, pact));
  }
  return faults;
}

function isIntended(result: Result, pact: ComparedPact): boolean {
  const input = result.code === 'request.query.incompatible' || result.code === 'request.body.incompatible';
  return (
    input && /"status":"Failed"/.test(JSON.stringify(interactionOf(result, pact)?.response.body ?? null))
  );
}

function lineOf(result: Result, pact: ComparedPact): string {
  const name = interactionOf(result, pact)?.description ?? 'the pact';
  return `${name}: ${result.code} at ${result.mockDetails?.location}: ${result.message}`;
}

function interactionOf(
  { mockDetails }: Result,
  pact: ComparedPact,
): ComparedPact['interactions'][number] | undefined {
  const [, index] = /interactions\[(\d+)\]/.exec(mockDetails?.location ?? '') ?? [];
  return index === undefined ? undefined : pact.interactions[Number(index)];
}
