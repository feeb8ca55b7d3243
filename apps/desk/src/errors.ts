import {
  ApiError,
  ConnectionError,
  isApiError,
  isServiceDeskError,
  MalformedResponseError,
  RateLimitError,
} from '@service-desk/client';
import { clockTime, formatRelative } from './format.ts';

/** Errors by field; `rest` contains those that concern the form as a whole. */
export interface FormErrors {
  fields: Record<string, string>;
  rest: string[];
}

/**
 * Assigns each fault of an API error to a field: `title can't be blank` names it, `no priority found` names the record
 * that it refers to. `nouns` maps nouns to fields where only the form knows, such as the field with a user.
 */
export function formErrors(
  error: unknown,
  labels: Record<string, string> = {},
  nouns: Record<string, string> = {},
): FormErrors {
  const errors: FormErrors = { fields: {}, rest: [] };
  if (!isApiError(error) || error instanceof RateLimitError || error.faults.length === 0) {
    return { ...errors, rest: [describeError(error)] };
  }
  for (const { message } of error.faults) {
    const found = fieldOf(message, labels, nouns);
    if (found && !(found.field in errors.fields)) errors.fields[found.field] = found.text;
    else errors.rest.push(sentence(message));
  }
  return errors;
}

/** The error for input that is not sent, in the words of v1's errors, so that the form shows it at the fields. */
export function inputError(messages: readonly string[]): ApiError {
  const faults = messages.map((message) => ({ code: 'E400', message }));
  return new ApiError(faults, 200, { method: 'POST', url: 'input' });
}

function fieldOf(
  message: string,
  labels: Record<string, string>,
  nouns: Record<string, string>,
): { field: string; text: string } | undefined {
  const isField = (name: string) => Object.hasOwn(labels, name);
  const missing = /^no (.+) found$/.exec(message)?.[1];
  if (missing !== undefined) {
    const field = nouns[missing] ?? `${missing.replaceAll(' ', '_')}_id`;
    return isField(field) ? { field, text: `No such ${missing}` } : undefined;
  }
  const unspecified = /^The (\w+) parameter must be specified/.exec(message)?.[1];
  if (unspecified !== undefined) {
    return isField(unspecified)
      ? { field: unspecified, text: `${labels[unspecified]} can't be blank` }
      : undefined;
  }
  const typeField = 'config_type_fields';
  if (message.endsWith(' is not a field of this config type') && isField(typeField)) {
    return { field: typeField, text: message };
  }
  const [name = '', ...words] = message.split(' ');
  return isField(name) && words.length > 0
    ? { field: name, text: `${labels[name]} ${words.join(' ')}` }
    : undefined;
}

/** When rate limit errors were first described: they state a duration, not an end. */
const arrivals = new WeakMap<RateLimitError, number>();

/** When requests are allowed again, rounded up to a minute; undefined if the server does not say. */
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

/** Describes an error to the user. With the current time, it includes how long to wait. */
export function describeError(error: unknown, now?: number): string {
  if (error instanceof ConnectionError)
    return 'The server did not respond. Check your connection and try again.';
  if (error instanceof RateLimitError) return describeLimit(error, now);
  if (error instanceof MalformedResponseError) {
    return `The response did not come from the service desk (HTTP ${error.status}). Try again.`;
  }
  if (isApiError(error) && error.faults.length > 0) {
    return error.faults.map((fault) => sentence(fault.message)).join(' ');
  }
  if (isServiceDeskError(error)) return 'The service desk rejected the request without giving a reason.';
  return 'Something went wrong on this page. Reload it and try again.';
}

function sentence(text: string): string {
  const trimmed = text.trim();
  const start = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
