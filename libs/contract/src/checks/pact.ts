import type { OperationId } from '@service-desk/client';
import { type Conformance, conformanceTo } from '#description/conformance';
import { readDescription } from '#description/description';
import type { Address } from '#description/routes';
import { closed } from '#description/schemas';
import { faultsOfPact, type PactFault } from '../interactions/comparison.ts';
import type { Finding } from '../report/report.ts';
import { readBody } from '../v1/bodies.ts';
import { addressOf, once } from '../v1/calls.ts';
import { faultsOf, findingOf, isForm, parseJson } from './exchange.ts';
import { isText } from './texts.ts';

/** A pact of any version, as far as it is used. */
interface Pact {
  consumer?: { name?: string };
  interactions?: Interaction[];
  messages?: unknown[];
}

interface Interaction {
  description: string;
  /** Since V4. Earlier versions have only HTTP. */
  type?: string;
  request: { method: string; path: string; query?: Query; headers?: Headers; body?: unknown };
  response: { status: number; headers?: Headers; body?: unknown };
}

/** The values of each name; a single one may be a string. */
type Headers = Record<string, string | readonly string[]>;

/** A string in V2, the values of each name since. */
type Query = string | Record<string, string | readonly string[]>;

/**
 * Checks a client's pact against the description: whether v1 has the operations that it calls, accepts what it sends,
 * and returns what it expects. As in Pact, an expectation may be a part of the response.
 *
 * @param file the name of the pact in messages
 * @throws Error if it is not a pact of an HTTP API
 */
export async function examinePact(text: string, file: string): Promise<Finding[]> {
  const pact = pactOf(text, file);
  const { description, sent, expected } = described();
  const looked = pact.interactions.map((interaction) => {
    const { method, path } = interaction.request;
    const own = path.replace(/^(?:\/desk)?(?:\/external_api)?\/v1(?=\/)/, '');
    const address = own === path ? sent.addressBehind(method, path) : sent.addressOf(method, own);
    return { interaction, own, address };
  });
  const compared = await faultsOfPact(description, {
    ...pact,
    interactions: looked.map(({ interaction, own, address }) => asDescribed(interaction, own, address)),
  });
  return looked.map(({ interaction, own, address }, index) => {
    const differences = compared.filter((each) => each.interaction === index).flatMap(messagesOf);
    const faults = address ? [...differences, ...faultsAt(interaction, address, sent, expected)] : [];
    return findingOf(interaction.description, { ...interaction.request, path: own }, address, faults);
  });
}

/** The checks of what a client may send and of what it may expect. */
const described = once(() => {
  const description = readDescription();
  // A valid expectation has any part of a response, but no unknown fields.
  const parts = closed(description, (key, part) => key === 'required' && Array.isArray(part));
  const expected = conformanceTo<OperationId>(parts, { closed: true });
  return { description, sent: conformanceTo<OperationId>(description), expected };
});

/** An interaction in the form of the description: without a prefix, with an extension, and with a form as JSON. */
function asDescribed(interaction: Interaction, own: string, address: Address<OperationId> | undefined) {
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
  const pact = parseJson(text, `${file} is not a pact`) as Pact;
  const interactions = pact.interactions?.filter(
    ({ type = 'Synchronous/HTTP' }) => type === 'Synchronous/HTTP',
  );
  if (!interactions || interactions.length === 0)
    throw new Error(`${file} is not a pact with HTTP interactions`);
  return { ...pact, interactions };
}

function faultsAt(
  { request, response }: Interaction,
  address: Address<OperationId>,
  sent: Conformance<OperationId>,
  expected: Conformance<OperationId>,
): string[] {
  const text = textOf(response.body);
  const exchange = {
    address,
    query: queryOf(request.query),
    request: { type: headerOf(request.headers, 'content-type'), text: textOf(request.body) },
    response: { status: response.status, type: typeOf(response), text },
  };
  const unknown = unknownTexts(text).map((fault) => `expected response: ${fault}`);
  return [...faultsOf(exchange, ['request', 'expected response'], sent, expected), ...unknown];
}

/** Error texts that v1 does not have, so that a client would never receive them. */
function unknownTexts(text: string | undefined): string[] {
  const { errors } = (text ? readBody(text) : {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return [];
  return errors.flatMap(({ error }: { error?: unknown }) =>
    typeof error !== 'string' || isText(error) ? [] : [`v1 has no failure "${error}"`],
  );
}

/** The expected media type, if there is one. */
function typeOf({ headers, body }: Interaction['response']): string | undefined {
  return headerOf(headers, 'content-type') ?? (body as { contentType?: string } | undefined)?.contentType;
}

function headerOf(headers: Headers = {}, wanted: string): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted);
  return found && [found[1]].flat().join(', ');
}

/** The messages for what the comparator finds outside bodies and queries. */
function messagesOf({ code, message }: PactFault): string[] {
  // These are reported from the description itself, field by field.
  if (/^(request|response)\.(body|query)\.|^response\.(status|content-type)\./.test(code)) return [];
  if (code === 'request.authorization.missing')
    return ['request: the Authorization header with the token is missing'];
  return [message];
}

/** A body as text. Since V4, it is wrapped together with its type. */
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
