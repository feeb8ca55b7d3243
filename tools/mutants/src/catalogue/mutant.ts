import type { OperationId } from '@service-desk/client';
import { type Any, of } from '../fault-builders.ts';
import type { ProxyFault } from '../proxy.ts';

/** A provider that differs from v1 in one thing. */
export interface Mutant {
  /** What it does, as it would stand in a bug report. */
  name: string;
  /** What kind of fault that is. */
  kind: string;
  /** The operations that show it. */
  operations: readonly OperationId[];
  /** Creates the fault for a run: some keep state. */
  fault: () => ProxyFault;
  /** The values of a provider state as this provider has them. */
  values?: (values: Any) => Any;
}

/** A row of the catalogue: what the mutant does, the operations that do it, and how. */
type Row = readonly [
  name: string,
  operations: OperationId | readonly OperationId[],
  fault: ProxyFault | { create: () => ProxyFault },
  values?: Mutant['values'],
];

/** Mutants of one kind. */
export function mutantsOf(kind: string, rows: readonly Row[]): Mutant[] {
  return rows.map(([name, where, how, values]) => {
    const operations = typeof where === 'string' ? [where] : where;
    const create = typeof how === 'function' ? () => how : how.create;
    return { name, kind, operations, fault: () => of(operations, create()), ...(values && { values }) };
  });
}
