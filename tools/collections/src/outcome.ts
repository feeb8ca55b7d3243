/** The outcome of a collection's run. */
export interface CollectionOutcome {
  /** The number of requests that were sent. */
  requests: number;
  failures: { request: string; reason: string }[];
}
