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
