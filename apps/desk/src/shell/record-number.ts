import type { Id } from '@service-desk/client';
import { parseId } from '../search-params.ts';

/** Parses a record number: `13543`, `#13543`, or `B#13543` as in mails and time entries. */
export function parseRecordNumber(text: string): Id | undefined {
  return parseId(text.trim().replace(/^b?\s*#?\s*/i, ''));
}
