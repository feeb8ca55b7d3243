/** The fields whose content has names of the account's own. */
export const OWN_NAMES = /^(additional_(values|fields)|config_(type|item)_fields)$/;
/** Links in bodies are paths under the guide's prefix, without an extension (row dates.3). */
const LINK = /^\/external_api\/v1\/\S+$(?<!\.(json|js|xml))/;

export function linkFaults(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    const own = Array.isArray(value) ? `${place}[]` : `${place}.${key}`.replace(/^\./, '');
    if (OWN_NAMES.test(key)) return [];
    if (!key.endsWith('_link') || typeof inside !== 'string') return linkFaults(inside, own);
    return LINK.test(inside)
      ? []
      : [`${own} is ${JSON.stringify(inside)}, expected a path such as /external_api/v1/users/1`];
  });
}
