import type { Id } from '@service-desk/client';

/** The search of an address as plain strings. The router's own reading takes ids for numbers and rounds large ones. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The address of a search: lists joined by commas, yes as 1, and nothing for what is absent. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    params.set(name, Array.isArray(value) ? value.join(',') : value === true ? '1' : String(value));
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

/** An id from an address: beyond 2^53 it stays a string of its digits, as a number would round it. */
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

/** Which dialog of a page is open. */
export function parseAction({ do: action }: Record<string, unknown>): { do?: string } {
  return typeof action === 'string' && action !== '' ? { do: action } : {};
}

/** An id from an address, under its name there. */
export function idFrom<Name extends string>(
  raw: Record<string, unknown>,
  name: Name,
): { [Key in Name]?: Id } {
  const id = parseId(raw[name]);
  return (id === undefined ? {} : { [name]: id }) as { [Key in Name]?: Id };
}

type Search = Record<string, unknown>;

/** Has a page see of an address what it understands, and nothing of what it does not: the router lays one over the other. */
export function exactly<Result extends object>(parse: (raw: Search) => Result): (raw: Search) => Result {
  return (raw) => {
    const unknown = Object.fromEntries(Object.keys(raw).map((name) => [name, undefined]));
    return { ...unknown, ...parse(raw) };
  };
}
