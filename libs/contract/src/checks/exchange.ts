import type { OperationId } from '@service-desk/client';
import type { Conformance } from '#description/conformance';
import { resourceOf } from '#description/operations';
import type { Address } from '#description/routes';
import type { Finding } from '../report/report.ts';
import { isXml, readBody } from '../v1/bodies.ts';

/** A body. A recording may lack the text, an expectation the type. */
export interface Body {
  type?: string | undefined;
  text?: string | undefined;
}

/** A recorded or expected request with its response. */
export interface Exchange {
  address: Address<OperationId>;
  query: URLSearchParams;
  request: Body;
  response: Body & { status: number };
}

export type Prefixes = readonly [request: string, response: string];

/**
 * The faults of a request and its response, a line each.
 *
 * @param received the checks of responses, if they differ from those of requests
 */
export function faultsOf(
  { address, query, request, response }: Exchange,
  [requestPrefix, responsePrefix]: Prefixes,
  sent: Conformance<OperationId>,
  received = sent,
): string[] {
  const { operation, format } = address;
  // A refused request may be invalid on purpose, and the description has no forms.
  const isAnyRight = /\bFailed\b/.test(response.text ?? '') || isForm(request.type);
  const read = (text: string | undefined) => (text ? readBody(text, 'rounded') : undefined);
  // A browser may leave out the body, and that of a picture is not described.
  const isBare = response.text === undefined || response.type?.startsWith('image/');
  return [
    ...parsedOr(requestPrefix, () =>
      isAnyRight ? [] : sent.requestFaults(operation, query, read(request.text)),
    ),
    ...parsedOr(responsePrefix, () =>
      isBare
        ? received.statusFaults(operation, response.status)
        : [
            ...received.answerFaults(operation, response.status, read(response.text)),
            ...formatFaults(format, response),
          ],
    ),
  ];
}

export function isForm(type: string | undefined): boolean {
  return /^(application\/x-www-form-urlencoded|multipart\/)/.test(type ?? '');
}

/** A fault if the format of a response is not that of its address. */
function formatFaults(format: string, { type, text }: Body): string[] {
  const wanted = format === 'xml' ? 'xml' : 'json';
  if (type !== undefined && !type.includes(wanted)) return [`Content-Type is ${type}, expected ${wanted}`];
  if (!text || isXml(text) === (wanted === 'xml')) return [];
  return [`the body is not ${wanted}`];
}

function parsedOr(prefix: string, faults: () => string[]): string[] {
  try {
    return faults().map((fault) => `${prefix}: ${fault}`);
  } catch (error) {
    return [`${prefix}: the body cannot be parsed: ${(error as Error).message}`];
  }
}

/** A finding for a request. Without an operation for it, it is broken. */
export function findingOf(
  promise: string,
  { method, path }: { method: string; path: string },
  address: Address<OperationId> | undefined,
  faults: readonly string[],
): Finding {
  const seen = address ? [...faults] : [`v1 has no operation ${method.toUpperCase()} ${path}`];
  const reference = address?.operation ?? 'no operation';
  const resource = address ? resourceOf(address.operation) : 'unknown';
  return { resource, promise, reference, outcome: seen.length > 0 ? 'broken' : 'kept', seen };
}

/**
 * The JSON of a file, which on some systems begins with a byte order mark.
 *
 * @throws Error that begins with the refusal, if it is not JSON
 */
export function parseJson(text: string, refusal: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Error(`${refusal}: ${(cause as Error).message}`, { cause });
  }
}
