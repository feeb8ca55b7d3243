import { expect, test } from 'vitest';
import { conformanceTo } from './conformance.ts';
import { readDescription } from './description.ts';

const failed = { errors: [{ error: '[E400] no incident found' }], version: '1.0', status: 'Failed' };

test('new fields of a failure are not a fault, a result is', () => {
  const { answerFaults } = conformanceTo(readDescription());
  const more = { ...failed, request_id: 1, errors: [{ ...failed.errors[0], help: 'x' }] };
  expect(answerFaults('incidents.get', 200, more)).toEqual([]);
  expect(answerFaults('incidents.get', 200, { ...failed, result: {} })).toEqual([
    'result is not in the description',
  ]);
  const closed = conformanceTo(readDescription(), { closed: true });
  expect(closed.answerFaults('incidents.get', 200, more)).toHaveLength(2);
});

test('the status of a response must be documented', () => {
  const { statusFaults } = conformanceTo(readDescription());
  expect([200, 401, 413, 429].flatMap((status) => statusFaults('incidents.get', status))).toEqual([]);
  expect(statusFaults('incidents.get', 404)).toEqual(['HTTP status 404, expected one of 200, 401, 429']);
  expect(statusFaults('beetils.get', 302)).toEqual([]);
});
