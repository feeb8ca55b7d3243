import {
  ConnectionError,
  isApiError,
  isServiceDeskError,
  MalformedResponseError,
  RateLimitError,
} from '@service-desk/client';

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
  const [name = '', ...words] = message.split(' ');
  return isField(name, labels) && words.length > 0
    ? { field: name, text: `${labels[name]} ${words.join(' ')}` }
    : undefined;
}

function isField<Field extends string>(name: string, labels: FieldLabels<Field>): name is Field {
  return Object.hasOwn(labels, name);
}

/** One sentence about an error, for a person. */
export function describeError(error: unknown): string {
  if (error instanceof ConnectionError)
    return 'The server did not answer. Check your connection and try again.';
  if (error instanceof RateLimitError) {
    if (error.retryAfter === undefined) return 'Too many requests this hour. Try again later.';
    const minutes = Math.max(1, Math.ceil(error.retryAfter / 60));
    return `Too many requests this hour. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
  }
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
