import type { OperationId } from '@service-desk/client';
import type { Description as Bundle } from '#description/description';
import { failuresOf, operationNamed } from '#description/operations';
import { scenarios } from '../generated/scenarios.ts';
import type { Coverage } from '../report/report.ts';
import { OPERATIONS } from '../v1/calls.ts';
import type { Description } from '../v1/description.ts';
import { isInPacts, isSuccess } from '../v1/scenarios.ts';

/**
 * The coverage of the description by interactions.
 *
 * @param description The annotated description, `@service-desk/spec/openapi.annotated.json`.
 * @param only Limits the operations. Default: all.
 */
export function coverageOf(
  description: Description,
  interactions: ReadonlySet<string> = new Set(scenarios.filter(isInPacts).map(({ name }) => name)),
  only: (operation: OperationId) => boolean = () => true,
): Coverage {
  const operations = OPERATIONS.filter(only);
  const count = (what: (operation: OperationId) => boolean) => operations.filter(what).length;
  const of = (operation: OperationId) => scenarios.filter((each) => each.operation === operation);
  return {
    operations: operations.length,
    withSuccess: count((operation) =>
      of(operation).some((each) => isSuccess(each) && interactions.has(each.name)),
    ),
    redirects: count((operation) => of(operation).some((each) => !isInPacts(each))),
    withEachFailure: count((operation) =>
      failuresOf(operationNamed(description as Bundle, operation)).every((name) =>
        interactions.has(`${operation}: ${name}`),
      ),
    ),
    interactions: interactions.size,
  };
}
