import * as comparison from '@pactflow/openapi-pact-comparator';
import type { Description } from '../v1/description.ts';

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

/** Where a pact does not fit the description. */
export interface PactFault {
  /** Which interaction, from 0; undefined for the pact as a whole. */
  interaction: number | undefined;
  /** The comparator's own name for it, such as `request.body.incompatible`. */
  code: string;
  /** Where in the interaction, such as `response.body.result`. */
  place: string;
  message: string;
}

/**
 * Where a pact does not fit the description.
 *
 * An interaction that v1 answers with Failed may ask for what the description forbids, since that is its point: there
 * only the address, the headers and the answer are compared.
 */
export async function faultsOfPact(description: Description, pact: ComparedPact): Promise<PactFault[]> {
  const comparator = new Comparator({ oas: withoutDefaults(description) });
  const faults: PactFault[] = [];
  for await (const { type, code, message, mockDetails } of comparator.compare(pact)) {
    const [, index, place = ''] = /interactions\[(\d+)\]\.?(.*)$/.exec(mockDetails?.location ?? '') ?? [];
    const interaction = index === undefined ? undefined : Number(index);
    if (type === 'error' && !isIntended(code, pact.interactions[interaction ?? -1])) {
      faults.push({ interaction, code, place, message });
    }
  }
  return faults;
}

/** `default` describes what is no call of an operation; left in, it would make every status one that is documented. */
function withoutDefaults(description: Description): Description {
  const text = JSON.stringify(description, (key, value) => {
    if (key !== 'responses') return value;
    const { default: _, ...numbered } = value;
    return numbered;
  });
  return JSON.parse(text) as Description;
}

/** The same as {@link faultsOfPact}, a line for each fault; none when the pact fits. */
export async function comparePact(description: Description, pact: ComparedPact): Promise<string[]> {
  const faults = await faultsOfPact(description, pact);
  return faults.map(({ interaction, code, place, message }) => {
    const name = pact.interactions[interaction ?? -1]?.description ?? 'the pact';
    return `${name}: ${code} at ${place}: ${message}`;
  });
}

function isIntended(code: string, interaction: ComparedPact['interactions'][number] | undefined): boolean {
  const input = code === 'request.query.incompatible' || code === 'request.body.incompatible';
  return input && /"status":"Failed"/.test(JSON.stringify(interaction?.response.body ?? null));
}
