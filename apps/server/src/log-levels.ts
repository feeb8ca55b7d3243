/** From the least to the worst, and none. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The least that is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];
