import { type OperationId, operationTable } from '@service-desk/client';
import { type Description, examplesOf } from './description.ts';
import { type Scenario, scenarios } from './generated/scenarios.ts';
import { isInPacts } from './record.ts';

/** How much of the description interactions hold a provider to. */
export interface Coverage {
  operations: number;
  /** How many operations have a success in the pacts, and how many one that only a behaviour can hold, a redirect. */
  withSuccess: number;
  redirects: number;
  /** How many operations have each failure in the pacts that is documented. */
  withEachFailure: number;
  interactions: number;
}

/**
 * What is covered by the interactions of these names.
 *
 * @param description The bundled description, `@service-desk/spec/openapi.json`.
 * @param only The operations that are looked at; all unless given.
 */
export function coverageOf(
  description: Description,
  interactions: ReadonlySet<string> = new Set(scenarios.filter(isInPacts).map(({ name }) => name)),
  only: (operation: OperationId) => boolean = () => true,
): Coverage {
  const operations = (Object.keys(operationTable) as OperationId[]).filter(only);
  const count = (what: (operation: OperationId) => boolean) => operations.filter(what).length;
  const of = (operation: OperationId) => scenarios.filter((each) => each.operation === operation);
  return {
    operations: operations.length,
    withSuccess: count((operation) =>
      of(operation).some((each) => isSuccess(each) && interactions.has(each.name)),
    ),
    redirects: count((operation) => of(operation).some((each) => !isInPacts(each))),
    withEachFailure: count((operation) =>
      failuresOf(description, operation).every((name) => interactions.has(`${operation}: ${name}`)),
    ),
    interactions: interactions.size,
  };
}

/** Coverage, to be read. */
export function tellCoverage({
  operations,
  withSuccess,
  redirects,
  withEachFailure,
  interactions,
}: Coverage): string {
  const more = redirects > 0 ? ` and ${redirects} redirect that a behaviour holds` : '';
  return [
    `operations with a success interaction: ${withSuccess} of ${operations}${more}`,
    `operations with each documented failure: ${withEachFailure} of ${operations}`,
    `interactions in all: ${interactions}`,
  ].join('\n');
}

/** The names of the failures that are documented of an operation. */
function failuresOf(description: Description, operation: OperationId): string[] {
  return examplesOf(description, operation)
    .filter(({ value }) => (value as { status?: string } | undefined)?.status === 'Failed')
    .map(({ name }) => name);
}

function isSuccess({ response }: Scenario): boolean {
  return (response.body as { status?: string } | undefined)?.status === 'Success';
}
