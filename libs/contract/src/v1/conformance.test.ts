import { expect, test } from 'vitest';
import { conformanceTo, readBundle } from './conformance.ts';
import { describedAnswer } from './description.ts';

const failed = { errors: [{ error: '[E400] no incident found' }], version: '1.0', status: 'Failed' };

test('new fields of a failure are no fault, a result is', () => {
  const { answerFaults } = conformanceTo(readBundle());
  const more = { ...failed, request_id: 1, errors: [{ ...failed.errors[0], help: 'x' }] };
  expect(answerFaults('incidents.get', 200, more)).toEqual([]);
  expect(answerFaults('incidents.get', 200, { ...failed, result: {} })).toEqual(['result is not described']);
  const closed = conformanceTo(readBundle(), true);
  expect(closed.answerFaults('incidents.get', 200, more)).toHaveLength(2);
});

test('the status of a call is one that is documented', () => {
  const { statusFaults } = conformanceTo(readBundle());
  expect([200, 401, 413, 429].flatMap((status) => statusFaults('incidents.get', status))).toEqual([]);
  expect(statusFaults('incidents.get', 404)).toEqual(['HTTP 404, where the description knows 200, 401, 429']);
  expect(statusFaults('beetils.get', 302)).toEqual([]);
});

test('the described part of an answer lacks new fields at any depth, and keeps free-form ones', () => {
  const described = { id: 1, owner: { id: 2, full_name: 'Luke' }, additional_values: { any: 'thing' } };
  const incident = { ...described, colour: 'red', owner: { ...described.owner, pronoun: 'she' } };
  const answer = { result: { incident, page: 1 }, status: 'Success', version: '1.0', request_id: 'a' };
  expect(describedAnswer(readBundle(), 'incidents.get', answer)).toEqual({
    ...{ status: 'Success', version: '1.0', errors: undefined },
    result: { incident: described },
  });
});
