/** What the program ends with. */
export const EXIT = {
  /** What was looked at is as v1 has it. */
  kept: 0,
  /** Something is not. */
  broken: 1,
  /** It was asked in a way that cannot be understood. */
  misunderstood: 2,
  /** It could not look: there is no answer, the token is refused, the hour's requests are used up, a file cannot be read. */
  couldNotRun: 3,
} as const;
