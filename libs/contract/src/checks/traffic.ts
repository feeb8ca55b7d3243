import type { Finding } from '../report/report.ts';
import { readXml } from '../v1/bodies.ts';
import { resourceOf } from '../v1/calls.ts';
import { conformanceTo, readBundle } from '../v1/conformance.ts';

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

/**
 * Holds recorded traffic to the description: of each entry the operation, the query, the body and the answer.
 *
 * @throws Error when it is no HAR
 */
export function examineTraffic(har: string): Traffic {
  const { log } = parse(har) as Har;
  if (!Array.isArray(log?.entries)) throw new Error('this is no HAR: it has no log.entries');
  const conformance = conformanceTo(readBundle());
  const findings: Finding[] = [];
  log.entries.forEach(({ request, response }, index) => {
    const { pathname, searchParams } = new URL(request.url);
    const prefix = PREFIX.exec(pathname)?.[0];
    // Before it sends a request to elsewhere, a browser asks whether it may.
    if (prefix === undefined || request.method === 'OPTIONS') return;
    const said = `entry ${index + 1}, ${request.method} ${pathname}`;
    const address = conformance.addressOf(request.method, pathname.slice(prefix.length));
    if (!address) {
      const seen = [`v1 has no operation ${request.method} ${pathname.slice(prefix.length)}`];
      findings.push({
        resource: 'unknown',
        promise: said,
        reference: 'no operation',
        outcome: 'broken',
        seen,
      });
      return;
    }
    const { operation } = address;
    const { content = {}, encoding } = { encoding: response.content?.encoding, content: response.content };
    const answer =
      encoding === 'base64' ? Buffer.from(content.text ?? '', 'base64').toString() : content.text;
    const failed = /\bFailed\b/.test(answer ?? '');
    const seen = [
      // That a request is refused is what v1 does with a wrong one: its faults are no news then.
      ...(failed
        ? []
        : checked('request', () => {
            const { mimeType, text } = request.postData ?? {};
            // Fields of forms are read from where they stand; the description knows their JSON.
            const isForm =
              mimeType?.startsWith('application/x-www-form-urlencoded') || mimeType?.startsWith('multipart/');
            if (isForm) return [];
            return conformance.requestFaults(operation, searchParams, text ? bodyOf(text) : undefined);
          })),
      ...checked('answer', () =>
        conformance.answerFaults(operation, response.status, answer ? bodyOf(answer) : undefined),
      ),
    ];
    findings.push({
      ...{ resource: resourceOf(operation), promise: said, reference: operation },
      ...{ outcome: seen.length > 0 ? 'broken' : 'kept', seen },
    });
  });
  return { findings, passedOver: log.entries.length - findings.length };
}

function checked(what: string, faults: () => string[]): string[] {
  try {
    return faults().map((fault) => `${what}: ${fault}`);
  } catch (error) {
    return [`${what}: its body cannot be read: ${(error as Error).message}`];
  }
}

function bodyOf(text: string): unknown {
  return text.trimStart().startsWith('<') ? readXml(text, 'rounded') : JSON.parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`this is no HAR: ${(cause as Error).message}`, { cause });
  }
}
