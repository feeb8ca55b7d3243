import type { Calls, OperationId } from '../generated/operations.ts';
import type { Context } from '../records/context.ts';

/** One call of v1, read and checked, as its handler gets it. */
export interface Call<Operation extends OperationId = OperationId> extends Context {
  /** The ids of the path. */
  ids: Calls[Operation]['ids'];
  query: Calls[Operation]['query'];
  body: Calls[Operation]['body'];
  /**
   * Runs `change` in one transaction. Faults that it leaves in its context, and anything that it throws, undo it.
   */
  write<Result>(change: (context: Context) => Promise<Result>): Promise<Result>;
}

/** Carries a call out and answers what stands inside the envelope. */
export type Handler<Operation extends OperationId> = (
  call: Call<Operation>,
) => Promise<Calls[Operation]['result']>;

/** A handler for each of these operations. */
export type Handlers<Operation extends OperationId = OperationId> = { [Name in Operation]: Handler<Name> };
