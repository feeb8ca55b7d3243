/** What readers call a thing, and what the pages call it. */
export const SYNONYMS: Record<string, readonly string[]> = {
  access: ['permitted', 'see'],
  add: ['create', 'write', 'enter'],
  ai: ['agents', 'assistant'],
  auth: ['authentication'],
  beetil: ['record'],
  bearer: ['token', 'authentication'],
  callback: ['webhook'],
  credentials: ['token', 'authentication'],
  cursor: ['paging'],
  empty: ['blank'],
  edit: ['update', 'change', 'rewrite'],
  email: ['mail'],
  encoding: ['encoded', 'charset'],
  fetch: ['show', 'get'],
  forbidden: ['permitted', '401'],
  format: ['form'],
  invalid: ['e400', 'error'],
  llm: ['agents', 'assistant'],
  log: ['enter'],
  login: ['authentication', 'token'],
  modify: ['update', 'change', 'rewrite'],
  new: ['create'],
  notification: ['mail', 'notified'],
  notify: ['mail'],
  null: ['blank'],
  oauth: ['authentication', 'token'],
  offset: ['paging'],
  paginate: ['paging', 'page'],
  pagination: ['paging', 'page'],
  password: ['token', 'authentication'],
  permission: ['permitted'],
  pictures: ['avatars'],
  quota: ['limit'],
  remove: ['delete'],
  role: ['permissions'],
  sdk: ['client'],
  search: ['find', 'list'],
  sort: ['order'],
  throttling: ['limit', '429'],
  ticket: ['incident'],
  unauthorized: ['401', 'authentication'],
  validation: ['e400', 'error'],
  watcher: ['watch'],
};

/** Phrases that mean one thing. */
export const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bapi[ -]?keys?\b/gi, 'token'],
  [/\bbase[ -]?ur[il]s?\b/gi, 'address'],
  [/\btime[ -]?zones?\b/gi, 'time zone'],
  [/\bsign[ -]in\b/gi, 'authentication'],
];

/** Words of a question that say nothing of what it is about. */
export const EMPTY = new Set(
  'a an and by can do does for from how i in is my of on the to v1 what with'.split(' '),
);

/** A word without the ending of a plural, a past or a form in -ing: `closing`, `closed` and `close` are one. */
export function stemOf(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  const stem = word
    .replace(/ies$/, 'y')
    .replace(/([^su])s$/, '$1')
    .replace(/(?:ing|ed|e)$/, '');
  return stem.length < 3 ? word : stem;
}
