import { expect, test } from 'vitest';
import { readBundle } from './bundle.ts';
import { conformanceTo, linkFaults } from './conformance.ts';

const failed = { errors: [{ error: '[E400] no incident found' }], version: '1.0', status: 'Failed' };

test('new fields of a failure are not a fault, a result is', () => {
  const { answerFaults } = conformanceTo(readBundle());
  const more = { ...failed, request_id: 1, errors: [{ ...failed.errors[0], help: 'x' }] };
  expect(answerFaults('incidents.get', 200, more)).toEqual([]);
  expect(answerFaults('incidents.get', 200, { ...failed, result: {} })).toEqual([
    'result is not in the description',
  ]);
  const closed = conformanceTo(readBundle(), true);
  expect(closed.answerFaults('incidents.get', 200, more)).toHaveLength(2);
});

test('the status of a response must be documented', () => {
  const { statusFaults } = conformanceTo(readBundle());
  expect([200, 401, 413, 429].flatMap((status) => statusFaults('incidents.get', status))).toEqual([]);
  expect(statusFaults('incidents.get', 404)).toEqual(['HTTP status 404, expected one of 200, 401, 429']);
  expect(statusFaults('beetils.get', 302)).toEqual([]);
});

test('links are paths under the prefix of the guide, without an extension', () => {
  const person = (user_link: string) => ({ result: { users: [{ user_link }] } });
  expect(linkFaults(person('/external_api/v1/users/1'))).toEqual([]);
  expect(linkFaults({ additional_values: { my_link: 'https://example.org' } })).toEqual([]);
  for (const link of [
    '/v1/users/1',
    '/external_api/v1/users/1.json',
    'https://desk.example/external_api/v1/users/1',
  ])
    expect(linkFaults(person(link))).toEqual([
      `result.users[].user_link is "${link}", expected a path such as /external_api/v1/users/1`,
    ]);
});
