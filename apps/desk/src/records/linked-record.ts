import type { Id, LinkableType } from '@service-desk/client';
import { inputError } from '../errors.ts';
import { parseRecordNumber } from '../shell/record-number.ts';
import { type AnyKind, recordKinds } from './kinds/index.ts';

export interface Linked {
  kind: AnyKind;
  id: Id;
}

/**
 * The record of a link form.
 *
 * @throws ApiError if the number is blank or not one
 */
export function linkedRecord({ kind, number }: Record<string, unknown>): Linked {
  const text = String(number ?? '').trim();
  const id = parseRecordNumber(text);
  if (id === undefined) {
    throw inputError([text === '' ? "number can't be blank" : 'number must be digits, such as 13534']);
  }
  return { kind: recordKinds[kind as LinkableType], id };
}
