import type { Id } from '@service-desk/client';

/** Query parameters as plain strings. The router's own parser turns ids into numbers and rounds large ones. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Serializes query parameters: lists are joined by commas, true is 1, and blank values are left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    params.set(name, Array.isArray(value) ? value.join(',') : value === true ? '1' : String(value));
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

/** Parses an id; beyond 2^53 it stays a string, since a number would round it. */
export function parseId(value: unknown): Id | undefined {
  const text = String(value ?? '').trim();
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

export function idsOf(value: unknown): Id[] {
  const parts = Array.isArray(value) ? value : String(value ?? '').split(',');
  const ids = parts.map(parseId).filter((id) => id !== undefined);
  return [...new Map(ids.map((id) => [String(id), id])).values()];
}

/** The name of the open dialog. */
export function parseAction({ do: action }: Record<string, unknown>): { do?: string } {
  return typeof action === 'string' && action !== '' ? { do: action } : {};
}

/** Parses the id in one query parameter. */
export function idFrom<Name extends string>(
  raw: Record<string, unknown>,
  name: Name,
): { [Key in Name]?: Id } {
  const id = parseId(raw[name]);
  return (id === undefined ? {} : { [name]: id }) as { [Key in Name]?: Id };
}

type Search = Record<string, unknown>;

/** Removes unknown query parameters: the router merges the result of the parser into the raw parameters. */
export function exactly<Result extends object>(parse: (raw: Search) => Result): (raw: Search) => Result {
  return (raw) => {
    const unknown = Object.fromEntries(Object.keys(raw).map((name) => [name, undefined]));
    return { ...unknown, ...parse(raw) };
  };
}
