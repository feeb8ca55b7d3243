/** From the lowest to the highest; `silent` logs nothing. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The lowest level that is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];
