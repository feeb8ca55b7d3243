export const EXIT = {
  /** Everything that was checked conforms to v1. */
  kept: 0,
  /** Something does not. */
  broken: 1,
  /** The command was not understood. */
  misunderstood: 2,
  /** The check was not possible: no response, a refused token, an exceeded rate limit, an unreadable file. */
  couldNotRun: 3,
} as const;
