import type { Calls, OperationId, operationTable } from '../generated/operations.ts';
import type { Seconds } from '../store/schema.ts';
import type { ReadContext, WriteContext } from './context.ts';

/** A validated call that only reads. */
export interface ReadCall<Operation extends OperationId = OperationId> extends ReadContext {
  /** The ids of the path. */
  ids: Calls[Operation]['ids'];
  query: Calls[Operation]['query'];
  body: Calls[Operation]['body'];
}

/** A call that may write. */
export interface WriteCall<Operation extends OperationId = OperationId> extends ReadCall<Operation> {
  /**
   * Runs `change` in one transaction. It is rolled back if `change` throws or leaves faults in its context.
   */
  write<Result>(change: (context: WriteContext) => Promise<Result>): Promise<Result>;
}

/** A call of an operation. The handler of a GET cannot write. */
export type Call<Operation extends OperationId = OperationId> =
  (typeof operationTable)[Operation]['method'] extends 'GET' ? ReadCall<Operation> : WriteCall<Operation>;

type Work<Of, Operation extends OperationId> = (call: Of) => Promise<Calls[Operation]['result']>;

/** The handler of a GET whose response depends on the time of the call and is not cached. */
export interface Uncached<Operation extends OperationId> {
  uncached: Work<ReadCall<Operation> & { now: Seconds }, Operation>;
}

/** Runs a call and returns the result for the envelope. The response of a GET may be cached. */
export type Handler<Operation extends OperationId> = Work<Call<Operation>, Operation> | Uncached<Operation>;

/** A handler for each of these operations. */
export type Handlers<Operation extends OperationId = OperationId> = { [Name in Operation]: Handler<Name> };
