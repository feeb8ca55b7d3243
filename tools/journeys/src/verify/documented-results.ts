import { type Scenario, scenarios } from '@service-desk/contract';

/** What stands inside an envelope. */
export type DocumentedResult = Record<string, unknown>;

/** The documented result of a scenario, none where v1 refuses; that of a redirect is the one of where it leads to. */
export function resultOf({ response: { body, location } }: Scenario): DocumentedResult | undefined {
  if (location === undefined) return (body as { result?: DocumentedResult }).result;
  const [, resource, id] = /^\/v1\/(\w+)\/(\d+)\.json$/.exec(new URL(location).pathname) ?? [];
  const target = scenarios.find(
    ({ operation, request, response }) =>
      operation === `${resource}.get` && String(request.ids) === id && response.status === 200,
  );
  return target && resultOf(target);
}

/** The scenarios that v1 carries out: at least one of every operation. */
export const carriedOut = scenarios.filter((scenario) => resultOf(scenario) !== undefined);
