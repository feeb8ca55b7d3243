import { faultsOfPact, type PactFault } from '../interactions/comparison.ts';
import type { Finding } from '../report/report.ts';
import { readBody } from '../v1/bodies.ts';
import { type Bundle, readBundle, resolved } from '../v1/bundle.ts';
import { addressOf, resourceOf } from '../v1/calls.ts';
import { type Address, type Conformance, conformanceTo } from '../v1/conformance.ts';
import { faultsOf, isForm } from './exchange.ts';
import { isText } from './texts.ts';

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
  request: { method: string; path: string; query?: Query; headers?: Headers; body?: unknown };
  response: { status: number; headers?: Headers; body?: unknown };
}

/** The values of each name; one is a text. */
type Headers = Record<string, string | readonly string[]>;

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
  const { bundle, sent, expected } = described();
  const looked = pact.interactions.map((interaction) => {
    const { method, path } = interaction.request;
    const own = path.replace(/^(?:\/desk)?(?:\/external_api)?\/v1(?=\/)/, '');
    const address = own === path ? sent.addressBehind(method, path) : sent.addressOf(method, own);
    return { interaction, own, address };
  });
  const compared = await faultsOfPact(bundle, {
    ...pact,
    interactions: looked.map(({ interaction, own, address }) => asDescribed(interaction, own, address)),
  });
  return looked.map(({ interaction, own, address }, index): Finding => {
    const seen = address
      ? [
          ...compared.filter((each) => each.interaction === index).flatMap(inWords),
          ...faultsAt(interaction, address, sent, expected),
        ]
      : [`v1 has no operation ${interaction.request.method.toUpperCase()} ${own}`];
    return {
      resource: address ? resourceOf(address.operation) : 'unknown',
      promise: interaction.description,
      reference: address?.operation ?? 'no operation',
      outcome: seen.length > 0 ? 'broken' : 'kept',
      seen,
    };
  });
}

/** The description, read once: as what a client may send, and as what it may expect. */
function described(): { bundle: Bundle; sent: Conformance; expected: Conformance } {
  if (!read) {
    const bundle = readBundle();
    read = { bundle, sent: conformanceTo(bundle), expected: conformanceTo(asExpected(bundle), true) };
  }
  return read;
}

let read: ReturnType<typeof described> | undefined;

/** An interaction as the description has it: without a prefix, with an extension, and with a form as JSON. */
function asDescribed(interaction: Interaction, own: string, address: Address | undefined): Interaction {
  const { request } = interaction;
  if (!address) return { ...interaction, request: { ...request, path: own } };
  const path = addressOf(address.operation, address.ids.map(encodeURIComponent), `.${address.format}`);
  if (!isForm(headerOf(request.headers, 'content-type')))
    return { ...interaction, request: { ...request, path } };
  const { body: _, ...bare } = request;
  const headers = { ...request.headers, 'Content-Type': 'application/json' };
  return { ...interaction, request: { ...bare, path, headers, body: {} } };
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

function faultsAt(
  { request, response }: Interaction,
  address: Address,
  sent: Conformance,
  expected: Conformance,
): string[] {
  const text = textOf(response.body);
  const exchange = {
    address,
    query: queryOf(request.query),
    request: { type: headerOf(request.headers, 'content-type'), text: textOf(request.body) },
    response: { status: response.status, type: typeOf(response), text },
  };
  const unknown = unknownTexts(text).map((fault) => `it expects: ${fault}`);
  return [...faultsOf(exchange, ['it sends', 'it expects'], sent, expected), ...unknown];
}

/** Texts of a failure that v1 does not have: a client that waits for them waits in vain. */
function unknownTexts(text: string | undefined): string[] {
  const { errors } = (text ? readBody(text) : {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return [];
  return errors.flatMap(({ error }: { error?: unknown }) =>
    typeof error !== 'string' || isText(error) ? [] : [`the failure "${error}", which v1 does not have`],
  );
}

/** The media type that an answer is expected in, where one is said. */
function typeOf({ headers, body }: Interaction['response']): string | undefined {
  return headerOf(headers, 'content-type') ?? (body as { contentType?: string } | undefined)?.contentType;
}

function headerOf(headers: Headers = {}, wanted: string): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted);
  return found && [found[1]].flat().join(', ');
}

/** What the comparator finds beside bodies and queries, in the words of this tool. */
function inWords({ code, message }: PactFault): string[] {
  // These are reported from the description itself, field by field.
  if (/^(request|response)\.(body|query)\.|^response\.(status|content-type)\./.test(code)) return [];
  if (code === 'request.authorization.missing')
    return ['it sends: no token, which v1 wants in the header Authorization'];
  return [message];
}

/** A body as text. Since V4 it stands beside its type; before, it stands for itself. */
function textOf(body: unknown): string | undefined {
  const wrapped = body as { content?: unknown; contentType?: unknown; encoded?: unknown } | null | undefined;
  const isWrapped = wrapped?.contentType !== undefined && 'content' in wrapped;
  const content = isWrapped ? wrapped.content : body;
  if (content === undefined || content === null || content === '') return undefined;
  if (typeof content !== 'string') return JSON.stringify(content);
  return isWrapped && typeof wrapped.encoded === 'string'
    ? Buffer.from(content, 'base64').toString()
    : content;
}

function queryOf(query: Query = {}): URLSearchParams {
  if (typeof query === 'string') return new URLSearchParams(query);
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  return new URLSearchParams(pairs as [string, string][]);
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
