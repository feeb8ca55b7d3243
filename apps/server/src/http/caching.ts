const YEAR = 365 * 24 * 60 * 60;

/** The `Cache-Control` of resources whose URL changes with their content. */
export const IMMUTABLE = `public, max-age=${YEAR}, immutable`;
