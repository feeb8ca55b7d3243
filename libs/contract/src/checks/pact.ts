import { faultsOfPact, type PactFault } from '../interactions/comparison.ts';
import type { Finding } from '../report/report.ts';
import { readXml } from '../v1/bodies.ts';
import { resourceOf } from '../v1/calls.ts';
import {
  type Address,
  type Bundle,
  type Conformance,
  conformanceTo,
  readBundle,
  resolved,
} from '../v1/conformance.ts';

/** As much of a pact as is looked at, in any of its versions. */
interface Pact {
  consumer?: { name?: string };
  interactions?: Interaction[];
  messages?: unknown[];
}

interface Interaction {
  description: string;
  /** Since V4; everything before is HTTP. */
  type?: string;
  request: { method: string; path: string; query?: Query; body?: unknown };
  response: { status: number; body?: unknown };
}

/** A text in V2, the values of each name since. */
type Query = string | Record<string, string | readonly string[]>;

/**
 * Holds a pact of somebody's client to the description: whether v1 has what it calls, takes what it sends, and answers
 * what it expects. An expectation may be a part of the answer, as it is for Pact.
 *
 * @param file how the pact is called in messages
 * @throws Error when it is no pact of an HTTP API
 */
export async function examinePact(text: string, file: string): Promise<Finding[]> {
  const pact = pactOf(text, file);
  const bundle = readBundle();
  const [sent, expected] = [conformanceTo(bundle), conformanceTo(asExpected(bundle))];
  const interactions = pact.interactions.map((each) => {
    const path = each.request.path.replace(/^(?:\/desk)?(?:\/external_api)?\/v1(?=\/)/, '');
    return { ...each, request: { ...each.request, path } };
  });
  const compared = await faultsOfPact(bundle, { ...pact, interactions });
  return interactions.map((interaction, index): Finding => {
    const { method, path } = interaction.request;
    const address = sent.addressOf(method, path);
    const seen = address
      ? [
          ...compared.filter((each) => each.interaction === index).flatMap(inWords),
          ...faultsOf(interaction, address, sent, expected),
        ]
      : [`v1 has no operation ${method.toUpperCase()} ${path}`];
    return {
      resource: address ? resourceOf(address.operation) : 'unknown',
      promise: interaction.description,
      reference: address?.operation ?? 'no operation',
      outcome: seen.length > 0 ? 'broken' : 'kept',
      seen,
    };
  });
}

function pactOf(text: string, file: string): Pact & { interactions: Interaction[] } {
  let pact: Pact;
  try {
    pact = JSON.parse(text) as Pact;
  } catch (cause) {
    throw new Error(`${file} is no pact: ${(cause as Error).message}`, { cause });
  }
  const interactions = pact.interactions?.filter(
    ({ type = 'Synchronous/HTTP' }) => type === 'Synchronous/HTTP',
  );
  if (!interactions || interactions.length === 0)
    throw new Error(`${file} is no pact with interactions over HTTP`);
  return { ...pact, interactions };
}

function faultsOf(
  { request, response }: Interaction,
  { operation }: Address,
  sent: Conformance,
  expected: Conformance,
): string[] {
  const answer = contentOf(response.body);
  // Asking wrongly is the point of an interaction that is refused.
  const asked = isFailed(answer)
    ? []
    : sent.requestFaults(operation, queryOf(request.query), contentOf(request.body));
  const told = answer === undefined ? [] : expected.answerFaults(operation, response.status, answer);
  return [...asked.map((fault) => `it sends: ${fault}`), ...told.map((fault) => `it expects: ${fault}`)];
}

/** What the comparator finds beside bodies and queries, in the words of this tool. */
function inWords({ code, message }: PactFault): string[] {
  // These are told from the description itself, field by field.
  if (/^(request|response)\.(body|query)\.|^response\.status\./.test(code)) return [];
  if (code === 'request.authorization.missing')
    return ['it sends: no token, which v1 wants in the header Authorization'];
  return [message];
}

/** A body since V4 stands beside its type; before, it stands for itself. */
function contentOf(body: unknown): unknown {
  const wrapped = body as { content?: unknown; contentType?: unknown; encoded?: unknown } | null | undefined;
  const isWrapped = wrapped?.contentType !== undefined && 'content' in wrapped;
  const content = isWrapped ? wrapped.content : body;
  const text =
    isWrapped && typeof wrapped.encoded === 'string'
      ? Buffer.from(String(content), 'base64').toString()
      : content;
  if (typeof text !== 'string') return text ?? undefined;
  if (text.trimStart().startsWith('<')) return readXml(text, 'rounded');
  return text === '' ? undefined : JSON.parse(text);
}

function queryOf(query: Query = {}): URLSearchParams {
  if (typeof query === 'string') return new URLSearchParams(query);
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  return new URLSearchParams(pairs as [string, string][]);
}

function isFailed(answer: unknown): boolean {
  return (answer as { status?: unknown } | undefined)?.status === 'Failed';
}

/** The description of what may be expected: any part of an answer, and nothing that it does not know. */
function asExpected(bundle: Bundle): Bundle {
  const extended = new Set(extensionsOf(bundle));
  const loosened = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(loosened);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).map(([key, value]) => [key, loosened(value)] as const);
    const copy: Record<string, unknown> = Object.fromEntries(
      entries.filter(([key, value]) => key !== 'required' || !Array.isArray(value)),
    );
    const isShape = copy.type === 'object' && typeof copy.properties === 'object';
    if (Array.isArray(copy.allOf)) copy.unevaluatedProperties = false;
    else if (isShape && !extended.has(node)) copy.additionalProperties ??= false;
    return copy;
  };
  return loosened(bundle) as Bundle;
}

/** What schemas extend by `allOf`: closed by itself, it would refuse what they add. */
function extensionsOf(bundle: Bundle, node: unknown = bundle): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  const { allOf } = node as { allOf?: { $ref?: string }[] };
  const own = Array.isArray(allOf) ? allOf.map((part) => resolved(bundle, part)) : [];
  return [...own, ...Object.values(node).flatMap((part) => extensionsOf(bundle, part))];
}
