import { writeJson } from '../json.ts';
import { toXml } from './xml.ts';

const VERSION = '1.0';

/** What every answer is wrapped in. */
export type Envelope =
  | { result: unknown; version: string; status: 'Success' }
  | { errors: { error: string }[]; version: string; status: 'Failed' };

/** The formats of answers; `.js` is JSON as well. */
export type Format = 'json' | 'xml';

/** The code of each kind of failure. */
export type Code = 'E400' | 'E902' | 'E906';

/** A call that was carried out. */
export function success(result: unknown): Envelope {
  return { result, version: VERSION, status: 'Success' };
}

/** A call that was not: an entry per fault. */
export function failed(code: Code, ...faults: string[]): Envelope {
  return {
    errors: faults.map((fault) => ({ error: `[${code}] ${fault}` })),
    version: VERSION,
    status: 'Failed',
  };
}

/** The code that a call failed with. */
export function codeOf(envelope: Envelope): Code | undefined {
  return envelope.status === 'Failed' ? (envelope.errors[0]?.error.slice(1, 5) as Code) : undefined;
}

/** The media type of a format, and how an envelope is written in it. */
export const formats: Record<Format, { type: string; write: (envelope: Envelope) => string }> = {
  json: { type: 'application/json; charset=utf-8', write: writeJson },
  xml: { type: 'application/xml; charset=utf-8', write: toXml },
};
