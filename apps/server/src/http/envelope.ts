import { writeJson } from '../json.ts';
import { toXml } from './xml.ts';

const VERSION = '1.0';

/** The envelope of every response. */
export type Envelope =
  | { result: unknown; version: string; status: 'Success' }
  | { errors: { error: string }[]; version: string; status: 'Failed' };

/** The formats of responses. */
export type Format = 'json' | 'xml';

/** v1's error codes. */
export type Code = 'E400' | 'E902' | 'E906';

/** The envelope of a successful call. */
export function success(result: unknown): Envelope {
  return { result, version: VERSION, status: 'Success' };
}

/** The envelope of a failed call, with an entry per fault. */
export function failed(code: Code, ...faults: string[]): Envelope {
  return {
    errors: faults.map((fault) => ({ error: `[${code}] ${fault}` })),
    version: VERSION,
    status: 'Failed',
  };
}

/** The error code of an envelope, if it is a failure. */
export function codeOf(envelope: Envelope): Code | undefined {
  return envelope.status === 'Failed' ? (envelope.errors[0]?.error.slice(1, 5) as Code) : undefined;
}

/** The media type and serializer of each format. */
export const formats: Record<Format, { type: string; write: (envelope: Envelope) => string }> = {
  json: { type: 'application/json; charset=utf-8', write: writeJson },
  xml: { type: 'application/xml; charset=utf-8', write: toXml },
};
