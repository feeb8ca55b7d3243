/// <reference lib="dom" />
import { documented } from './documented-provider.ts';

/** Milliseconds that a provider has to respond. The reference is shown no earlier. */
const TIMEOUT = 2000;

/** The provider that serves the page. */
export interface Provider {
  baseUrl: string;
  /** Whether it accepts the tokens of the examples. */
  demo: boolean;
}

/**
 * Looks for the provider that serves the page, next to the site. One request shows whether it is there, and whether it
 * has the demo tokens.
 *
 * @param root the way to the site's root, empty or ending in a slash
 * @returns undefined on a host of static files
 */
export async function findProvider(root: string): Promise<Provider | undefined> {
  const baseUrl = new URL(`${root}../v1`, location.href).href;
  try {
    const response = await fetch(`${baseUrl}/users/current_user.json`, {
      headers: authorization(documented.token),
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const { status } = (await response.json()) as { status?: string };
    return status === 'Success' || status === 'Failed' ? { baseUrl, demo: status === 'Success' } : undefined;
  } catch {
    return undefined;
  }
}

/** The header that carries a token. */
export function authorization(token: string): { Authorization: string } {
  const bytes = new TextEncoder().encode(`x:${token}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
