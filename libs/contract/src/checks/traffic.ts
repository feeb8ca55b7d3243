import type { OperationId } from '@service-desk/client';
import { type Conformance, conformanceTo } from '#description/conformance';
import { readDescription } from '#description/description';
import type { Address } from '#description/routes';
import type { Finding } from '../report/report.ts';
import { once } from '../v1/calls.ts';
import { faultsOf, findingOf, parseJson } from './exchange.ts';

/** A HAR file, as far as it is used. */
interface Har {
  log?: { entries?: Entry[] };
}

interface Entry {
  request: { method: string; url: string; postData?: { mimeType?: string; text?: string } };
  response: { status: number; content?: { mimeType?: string; text?: string; encoding?: string } };
}

/** The findings of a recording. */
export interface Traffic {
  /** One for each entry that is a request to v1. */
  findings: Finding[];
  /** How many entries are other traffic. */
  passedOver: number;
}

/** The part of a URL before the path of an operation. */
const PREFIX = /^.*?\/v1(?=\/)/;

/** Created once, since it reads the whole description. */
const described = once(() => conformanceTo<OperationId>(readDescription()));

/**
 * Checks recorded traffic against the description: the operation, query, body and response of each entry.
 *
 * @throws Error if it is not a HAR file
 */
export function examineTraffic(har: string): Traffic {
  const { log } = parseJson(har, 'this is not a HAR file') as Har;
  if (!Array.isArray(log?.entries)) throw new Error('this is not a HAR file: log.entries is missing');
  const conformance = described();
  const calls = log.entries.flatMap((entry, index) => callsOf(conformance, entry, index));
  // A page may also call other services whose addresses contain v1.
  const hosts = new Set(calls.filter(({ address }) => address).map(({ host }) => host));
  const findings = calls
    .filter(({ host }) => hosts.size === 0 || hosts.has(host))
    .map((call) => {
      const { title, request, path, address } = call;
      return findingOf(title, { method: request.method, path }, address, faultsOfCall(conformance, call));
    });
  return { findings, passedOver: log.entries.length - findings.length };
}

/** An entry whose address may be one of v1. */
interface Call extends Entry {
  /** The number, method and path of the entry, for people. */
  title: string;
  host: string;
  path: string;
  query: URLSearchParams;
  address: Address<OperationId> | undefined;
}

function callsOf(conformance: Conformance<OperationId>, entry: Entry, index: number): Call[] {
  const { method, url } = entry.request;
  const { host, pathname, searchParams: query } = new URL(url);
  // A CORS preflight is not a request to v1.
  if (method === 'OPTIONS') return [];
  const path = pathname.replace(PREFIX, '');
  const address = conformance.addressOf(method, path) ?? elsewhere(conformance, method, pathname, entry);
  if (!address && path === pathname) return [];
  const title = `entry ${index + 1}, ${method} ${pathname}`;
  return [{ ...entry, title, host, path, query, address }];
}

/** The operation of an address with another prefix, if the response is an envelope of v1. */
function elsewhere(
  conformance: Conformance<OperationId>,
  method: string,
  pathname: string,
  { response }: Entry,
): Address<OperationId> | undefined {
  const isEnvelope = /"version"\s*:|<version>/.test(textOf(response) ?? '');
  return isEnvelope && !PREFIX.test(pathname) ? conformance.addressBehind(method, pathname) : undefined;
}

function faultsOfCall(
  conformance: Conformance<OperationId>,
  { query, address, request, response }: Call,
): string[] {
  if (!address) return [];
  const { mimeType, text } = request.postData ?? {};
  const exchange = {
    ...{ address, query, request: { type: mimeType, text } },
    response: { status: response.status, type: response.content?.mimeType, text: textOf(response) },
  };
  return faultsOf(exchange, ['request', 'response'], conformance);
}

/** The body of a response; undefined if the browser did not keep it. */
function textOf({ content }: Entry['response']): string | undefined {
  if (content?.text === undefined) return undefined;
  return content.encoding === 'base64' ? Buffer.from(content.text, 'base64').toString() : content.text;
}
