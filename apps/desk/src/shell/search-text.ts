import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** The text of a search field, and the searches that the field has requested and the address does not have yet. */
export interface SearchText {
  text: string;
  requested: readonly string[];
  /** The search in the address. */
  search: string;
}

/** Adopts the search in the address, unless the field itself has requested it: the text may then be further. */
export function withSearch(field: SearchText, search: string): SearchText {
  if (search === field.search) return field;
  const at = field.requested.indexOf(search);
  return at < 0
    ? { text: search, requested: [], search }
    : { ...field, requested: field.requested.slice(at + 1), search };
}

/**
 * The text of a field that searches while the user types. It follows the address, which links and the browser's history
 * change too.
 *
 * @param search the search in the address
 * @param request changes the address
 * @returns the text, and the function that changes it
 */
export function useSearchText(search: string, request: (search: string) => void) {
  const [before, setField] = useState<SearchText>({ text: search, requested: [], search });
  const field = withSearch(before, search);
  if (field !== before) setField(field);
  const send = useDebouncedCallback(() => {
    const wanted = field.text.trim();
    setField((now) => ({ ...now, requested: [...now.requested, wanted] }));
    request(wanted);
  }, 250);
  function type(text: string): void {
    setField((now) => ({ ...now, text }));
    send();
  }
  return [field.text, type] as const;
}
