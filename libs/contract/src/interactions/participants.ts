/** The names of client and provider in the pacts. */
export const participants = { consumer: 'service-desk-client', provider: 'service-desk-api' } as const;
