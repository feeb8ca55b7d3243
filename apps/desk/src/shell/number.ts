import type { Id } from '@service-desk/client';
import { parseId } from '../search-params.ts';

/** The number in a text that says nothing else: `13543`, `#13543`, or `B#13543` as mail and time entries write it. */
export function numberOf(text: string): Id | undefined {
  return parseId(text.trim().replace(/^b?\s*#?\s*/i, ''));
}
