import { createServiceDesk, type Fetch, type OperationId, type ServiceDesk } from '@service-desk/client';
import { isInPacts, type Scenario, scenarios } from '@service-desk/contract';
import type { ClientMutant } from './catalogue/client.ts';
import { bodyOf, type ProxiedRequest } from './proxy.ts';

/** How a mutant of a client spoils what it sends. */
export type Spoil = ClientMutant['spoil'];

/** The examples of these operations that are in pacts. */
export function examplesOf(operations: readonly OperationId[]): Scenario[] {
  return scenarios.filter((scenario) => isInPacts(scenario) && operations.includes(scenario.operation));
}

/** A client of the provider at an address without a prefix. */
export function deskAt(url: string, token: string, fetch?: Fetch): ServiceDesk {
  return createServiceDesk({ baseUrl: `${url}/v1`, token, idempotencyKeys: false, ...(fetch && { fetch }) });
}

/** The request as a mutant of a client sends it. */
export async function spoiled(request: Request, spoil: Spoil): Promise<Request> {
  const { method, url, headers, body, bytes } = await askedOf(request, spoil);
  const how = { method, headers, redirect: request.redirect, ...(body && { body: bytes ?? body }) };
  return new Request(new URL(request.url).origin + url, how);
}

/** What a request asks for, after a mutant spoiled it. */
export async function askedOf(request: Request, spoil: Spoil): Promise<ProxiedRequest> {
  const { pathname, search } = new URL(request.url);
  const asked = {
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers),
    ...bodyOf(new Uint8Array(await request.arrayBuffer())),
  };
  spoil(asked);
  return asked;
}

/** What an error says, in a line. */
export function lineOf({ message }: Error): string {
  return message.split('\n').filter(Boolean).slice(0, 2).join(' ').slice(0, 160);
}
