import type { Finding } from '../report/report.ts';
import { readBundle } from '../v1/bundle.ts';
import { resourceOf } from '../v1/calls.ts';
import { type Address, type Conformance, conformanceTo } from '../v1/conformance.ts';
import { faultsOf } from './exchange.ts';

/** As much of a HAR file as is looked at. */
interface Har {
  log?: { entries?: Entry[] };
}

interface Entry {
  request: { method: string; url: string; postData?: { mimeType?: string; text?: string } };
  response: { status: number; content?: { mimeType?: string; text?: string; encoding?: string } };
}

/** What was found in recorded traffic. */
export interface Traffic {
  /** One for each entry that is traffic of v1. */
  findings: Finding[];
  /** How many entries are something else. */
  passedOver: number;
}

/** What stands before the path of an operation, wherever the provider is. */
const PREFIX = /^.*?\/v1(?=\/)/;

/** Read once. */
let conformance: Conformance | undefined;

/**
 * Holds recorded traffic to the description: of each entry the operation, the query, the body and the answer.
 *
 * @throws Error when it is no HAR
 */
export function examineTraffic(har: string): Traffic {
  const { log } = parse(har) as Har;
  if (!Array.isArray(log?.entries)) throw new Error('this is no HAR: it has no log.entries');
  conformance ??= conformanceTo(readBundle());
  const described = conformance;
  const calls = log.entries.flatMap((entry, index) => callsOf(described, entry, index));
  // A page of one provider also calls others, whose addresses may hold a v1 as well.
  const hosts = new Set(calls.filter(({ address }) => address).map(({ host }) => host));
  const findings = calls
    .filter(({ host }) => hosts.size === 0 || hosts.has(host))
    .map((call) => findingOf(described, call));
  return { findings, passedOver: log.entries.length - findings.length };
}

/** An entry that is a call of v1, as far as its address says. */
interface Call extends Entry {
  /** The entry's number in the file, for people. */
  said: string;
  host: string;
  path: string;
  query: URLSearchParams;
  address: Address | undefined;
}

function callsOf(conformance: Conformance, entry: Entry, index: number): Call[] {
  const { method, url } = entry.request;
  const { host, pathname, searchParams: query } = new URL(url);
  // Before it sends a request to elsewhere, a browser asks whether it may.
  if (method === 'OPTIONS') return [];
  const path = pathname.replace(PREFIX, '');
  const address = conformance.addressOf(method, path) ?? elsewhere(conformance, method, pathname, entry);
  if (!address && path === pathname) return [];
  const said = `entry ${index + 1}, ${method} ${pathname}`;
  return [{ ...entry, said, host, path, query, address }];
}

/** The operation behind an address with a prefix of the provider's own, where the answer is an envelope of v1. */
function elsewhere(
  conformance: Conformance,
  method: string,
  pathname: string,
  { response }: Entry,
): Address | undefined {
  const isEnvelope = /"version"\s*:|<version>/.test(textOf(response) ?? '');
  return isEnvelope && !PREFIX.test(pathname) ? conformance.addressBehind(method, pathname) : undefined;
}

function findingOf(
  conformance: Conformance,
  { said, path, query, address, request, response }: Call,
): Finding {
  const found = (resource: string, reference: string, seen: string[]): Finding => ({
    ...{ resource, promise: said, reference },
    ...{ outcome: seen.length > 0 ? 'broken' : 'kept', seen },
  });
  if (!address) return found('unknown', 'no operation', [`v1 has no operation ${request.method} ${path}`]);
  const { mimeType, text } = request.postData ?? {};
  const exchange = {
    ...{ address, query, request: { type: mimeType, text } },
    response: { status: response.status, type: response.content?.mimeType, text: textOf(response) },
  };
  const seen = faultsOf(exchange, ['request', 'answer'], conformance);
  return found(resourceOf(address.operation), address.operation, seen);
}

/** The body of an answer; undefined where the browser did not keep it. */
function textOf({ content }: Entry['response']): string | undefined {
  if (content?.text === undefined) return undefined;
  return content.encoding === 'base64' ? Buffer.from(content.text, 'base64').toString() : content.text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`this is no HAR: ${(cause as Error).message}`, { cause });
  }
}
