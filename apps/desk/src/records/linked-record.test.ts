import { isApiError } from '@service-desk/client';
import { expect, test } from 'vitest';
import { formErrors } from '../errors.ts';
import { linkedRecord } from './linked-record.ts';

const labels = { kind: 'Type', number: 'Number' };

function errorsOf(number: unknown) {
  try {
    linkedRecord({ kind: 'problems', number });
  } catch (error) {
    expect(isApiError(error)).toBe(true);
    return formErrors(error, labels);
  }
  return undefined;
}

test('a record is linked by its number, as it is written in mails too', () => {
  for (const number of ['13561', '#13561', ' B#13561 ']) {
    const { kind, id } = linkedRecord({ kind: 'problems', number });
    expect([kind.name, id]).toEqual(['problems', 13561]);
  }
});

test('an invalid number is reported at its field', () => {
  const fields = { number: 'Number must be digits, such as 13534' };
  expect(errorsOf('the printer')).toEqual({ fields, rest: [] });
  expect(errorsOf(' ')).toEqual({ fields: { number: "Number can't be blank" }, rest: [] });
  expect(errorsOf(undefined)).toEqual({ fields: { number: "Number can't be blank" }, rest: [] });
});
