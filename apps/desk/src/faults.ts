import {
  ConnectionError,
  isApiError,
  isServiceDeskError,
  MalformedResponseError,
  RateLimitError,
} from '@service-desk/client';
import { clockTime, formatRelative } from './format.ts';

/** The fields of a form by their names in the API, with the words a person knows them by. */
export type FieldLabels<Field extends string> = Record<Field, string>;

/** What went wrong, by field where a field is to blame; the rest is for the form as a whole. */
export interface FormFaults<Field extends string> {
  fields: Partial<Record<Field, string>>;
  rest: string[];
}

/**
 * Finds the field that each fault of the API is about: `title can't be blank` names it, `no priority found` names what
 * it refers to. `nouns` adds what only the form knows, such as which field a user was chosen in.
 */
export function formFaults<Field extends string>(
  error: unknown,
  labels: FieldLabels<Field>,
  nouns: Record<string, Field> = {},
): FormFaults<Field> {
  const faults: FormFaults<Field> = { fields: {}, rest: [] };
  if (!isApiError(error) || error instanceof RateLimitError || error.faults.length === 0) {
    return { ...faults, rest: [describeError(error)] };
  }
  for (const { message } of error.faults) {
    const found = fieldOf(message, labels, nouns);
    if (found && !(found.field in faults.fields)) faults.fields[found.field] = found.text;
    else faults.rest.push(sentence(message));
  }
  return faults;
}

function fieldOf<Field extends string>(
  message: string,
  labels: FieldLabels<Field>,
  nouns: Record<string, Field>,
): { field: Field; text: string } | undefined {
  const missing = /^no (.+) found$/.exec(message)?.[1];
  if (missing !== undefined) {
    const field = nouns[missing] ?? `${missing.replaceAll(' ', '_')}_id`;
    return isField(field, labels) ? { field, text: `No such ${missing}` } : undefined;
  }
  const unspecified = /^The (\w+) parameter must be specified/.exec(message)?.[1];
  if (unspecified !== undefined) {
    return isField(unspecified, labels)
      ? { field: unspecified, text: `${labels[unspecified]} can't be blank` }
      : undefined;
  }
  const typeField = 'config_type_fields';
  if (message.endsWith(' is not a field of this config type') && isField(typeField, labels)) {
    return { field: typeField, text: message };
  }
  const [name = '', ...words] = message.split(' ');
  return isField(name, labels) && words.length > 0
    ? { field: name, text: `${labels[name]} ${words.join(' ')}` }
    : undefined;
}

function isField<Field extends string>(name: string, labels: FieldLabels<Field>): name is Field {
  return Object.hasOwn(labels, name);
}

/** When refusals came, as they say for how long they last and not until when. */
const arrivals = new WeakMap<RateLimitError, number>();

/** The full minute from which on requests are allowed again; undefined when the provider does not say. */
function allowedAt(error: RateLimitError): number | undefined {
  if (error.retryAfter === undefined) return undefined;
  const arrival = arrivals.get(error) ?? Date.now();
  arrivals.set(error, arrival);
  return Math.ceil((arrival + error.retryAfter * 1000) / 60_000) * 60_000;
}

function describeLimit(error: RateLimitError, now: number | undefined): string {
  const at = allowedAt(error);
  if (at === undefined) return 'Too many requests this hour. Try again later.';
  if (now !== undefined && at <= now) return 'There were too many requests. You can try again now.';
  const from = new Date(at);
  const wait = now === undefined ? '' : `, ${formatRelative(from.toISOString(), now)}`;
  return `Too many requests this hour. They are allowed again at ${clockTime.format(from)}${wait}.`;
}

/** A sentence or two about an error, for a person. With the present moment, it also says how long there is to wait. */
export function describeError(error: unknown, now?: number): string {
  if (error instanceof ConnectionError)
    return 'The server did not answer. Check your connection and try again.';
  if (error instanceof RateLimitError) return describeLimit(error, now);
  if (error instanceof MalformedResponseError) {
    return `The answer came from something other than the service desk (HTTP ${error.status}). Try again.`;
  }
  if (isApiError(error) && error.faults.length > 0) {
    return error.faults.map((fault) => sentence(fault.message)).join(' ');
  }
  if (isServiceDeskError(error)) return 'The service desk refused the request without saying why.';
  return 'Something went wrong in this page. Reload it and try again.';
}

function sentence(text: string): string {
  const trimmed = text.trim();
  const start = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
