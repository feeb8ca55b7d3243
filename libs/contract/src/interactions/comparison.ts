import type { Description } from '../v1/description.ts';

/** A pact file, as far as the comparison uses it. */
export interface ComparedPact {
  interactions: { description: string; response: { body?: unknown } }[];
}

interface Result {
  type: 'error' | 'warning' | 'info';
  code: string;
  message: string;
  mockDetails?: { location: string };
}

/** The comparator's package. Its own types have imports that do not resolve in Node. */
interface Comparison {
  Comparator: new (documents: { oas: Description }) => { compare(pact: ComparedPact): AsyncIterable<Result> };
}

/** A contradiction between a pact and the description. */
export interface PactFault {
  /** The index of the interaction; undefined for the pact as a whole. */
  interaction: number | undefined;
  /** The comparator's code, such as `request.body.incompatible`. */
  code: string;
  /** The place in the interaction, such as `response.body.result`. */
  place: string;
  message: string;
}

/**
 * Compares a pact with the description.
 *
 * The request of an interaction with a Failed response may be invalid on purpose, so its query and body are not
 * compared.
 */
export async function faultsOfPact(description: Description, pact: ComparedPact): Promise<PactFault[]> {
  // Loaded here, because most commands compare no pact.
  const { Comparator } = (await import('@pactflow/openapi-pact-comparator')) as unknown as Comparison;
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

/** Removes the `default` responses, with which every status would count as documented. */
function withoutDefaults(description: Description): Description {
  const text = JSON.stringify(description, (key, value) => {
    if (key !== 'responses') return value;
    const { default: _, ...numbered } = value;
    return numbered;
  });
  return JSON.parse(text) as Description;
}

/** The same as {@link faultsOfPact}, a line for each fault. */
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
