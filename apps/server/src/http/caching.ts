const YEAR = 365 * 24 * 60 * 60;

/** The `Cache-Control` of what never changes, because with other content it would have another address. */
export const IMMUTABLE = `public, max-age=${YEAR}, immutable`;
