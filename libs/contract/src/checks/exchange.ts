import { isXml, readBody } from '../v1/bodies.ts';
import type { Address, Conformance } from '../v1/conformance.ts';

/** A body, as far as it is known: a recording may lack the text, an expectation the type. */
export interface Body {
  type?: string | undefined;
  text?: string | undefined;
}

/** A request and its answer, as they were recorded or are expected. */
export interface Exchange {
  address: Address;
  query: URLSearchParams;
  request: Body;
  response: Body & { status: number };
}

/** How a fault of a request and one of an answer begin. */
export type Words = readonly [request: string, answer: string];

/**
 * What is wrong about what is sent and what is answered, a line for each fault.
 *
 * @param answered the description of answers, where it is another one
 */
export function faultsOf(
  { address, query, request, response }: Exchange,
  [asked, told]: Words,
  sent: Conformance,
  answered = sent,
): string[] {
  const { operation, format } = address;
  // That a request is refused is what v1 does with a wrong one, and it reads a form as it reads JSON.
  const isAnyRight = /\bFailed\b/.test(response.text ?? '') || isForm(request.type);
  const read = (text: string | undefined) => (text ? readBody(text, 'rounded') : undefined);
  // A browser may leave out the body, and a picture has none that is described.
  const isBare = response.text === undefined || response.type?.startsWith('image/');
  return [
    ...legible(asked, () => (isAnyRight ? [] : sent.requestFaults(operation, query, read(request.text)))),
    ...legible(told, () =>
      isBare
        ? answered.statusFaults(operation, response.status)
        : [
            ...answered.answerFaults(operation, response.status, read(response.text)),
            ...formatFaults(format, response),
          ],
    ),
  ];
}

/** Whether this is the type of a form, whose fields are read from where they stand. */
export function isForm(type: string | undefined): boolean {
  return /^(application\/x-www-form-urlencoded|multipart\/)/.test(type ?? '');
}

/** What is wrong about an answer that comes in another format than its address names. */
function formatFaults(format: string, { type, text }: Body): string[] {
  const wanted = format === 'xml' ? 'xml' : 'json';
  if (type !== undefined && !type.includes(wanted)) return [`${type}, where v1 answers ${wanted}`];
  if (!text || isXml(text) === (wanted === 'xml')) return [];
  return [`another format than ${wanted}, which v1 answers`];
}

function legible(what: string, faults: () => string[]): string[] {
  try {
    return faults().map((fault) => `${what}: ${fault}`);
  } catch (error) {
    return [`${what}: its body cannot be read: ${(error as Error).message}`];
  }
}
