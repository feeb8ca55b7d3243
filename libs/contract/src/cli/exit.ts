/** What the program ends with. */
export const EXIT = {
  /** What was looked at is as v1 has it. */
  kept: 0,
  /** Something is not. */
  broken: 1,
  /** It was asked in a way that can not be understood. */
  misunderstood: 2,
  /** It could not look: nobody answers, the token is refused, the hour's requests are used up, a file can not be read. */
  couldNotRun: 3,
} as const;
