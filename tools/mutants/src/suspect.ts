import type { OperationId } from '@service-desk/client';
import type { ProxyFault } from './proxy.ts';

/** What is judged: a fault, and the operations that it can show in. */
export interface Suspect {
  operations: readonly OperationId[];
  fault: () => ProxyFault;
  /** Whether all that is found in its own resources counts, and only these are looked at. */
  inOwn?: true;
  /** Done before it is judged. */
  before?: (url: string) => Promise<void>;
  /** Done while it is judged, until the signal ends it. */
  meanwhile?: (url: string, signal: AbortSignal) => Promise<void>;
  /** The token of the calls, in place of the usual one; and the token of another account. */
  token?: string;
  otherToken?: string;
}
