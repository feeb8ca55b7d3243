/** How a client of the table is called: each resolves to what it read, however it names that. */
export interface ClientCalls {
  get(id: number): Promise<unknown>;
  list(): Promise<unknown>;
  create(input: { title: string; service_id: number }): Promise<unknown>;
}

/** What a client is made of. Without a `fetch` it uses what it uses by itself. */
export interface ClientOptions {
  baseUrl: string;
  token: string;
  fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
}

/** What each file beside this one exports as `create`. */
export type CreateCalls = (options: ClientOptions) => ClientCalls;

/** What v1 wants to see of who calls. */
export function headersOf(token: string): Record<string, string> {
  return { Accept: 'application/json', Authorization: `Basic ${btoa(`x:${token}`)}` };
}
