/** A documented call, with all that a sample of it names. It is plain JSON, because the reference page carries it. */
export interface SampleCall {
  /** Such as `incidents.update`. */
  operation: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL, such as `/incidents/13534.json`. */
  path: string;
  query?: Record<string, string | number>;
  body?: unknown;
  /** The token whose caller gets the documented response. */
  token: string;
  /** The ids in the path, in its order. */
  ids: (string | number)[];
  /** The key of the fields in the body; absent where they are bare. */
  wrapper?: string;
  /** The key of the resource in `result`; absent where the result is taken as it is. */
  key?: string;
  /** Whether the result is a page of a list, with totals. */
  paged?: true;
  /** Whether the response is a redirect. */
  redirect?: true;
}

/** The provider that a sample calls, and the token that it calls with. */
export interface ProviderAccess {
  /** With its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  token: string;
}

/** The width that the reference shows without scrolling. */
export const WIDTH = 60;

/** The whole address of a call, with its query. */
export function urlOf({ path, query }: SampleCall, { baseUrl }: ProviderAccess): string {
  const search = new URLSearchParams(
    Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
  );
  return `${baseUrl}${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** A name for what a call returns, in snake case. */
export function resultName({ key = 'result' }: SampleCall): string {
  return key.toLowerCase();
}

/** The same in camel case. */
export function camelResultName({ key = 'result' }: SampleCall): string {
  return camelCase(key);
}

export function camelCase(name: string): string {
  const camel = name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}
