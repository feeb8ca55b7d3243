import { expect, test } from 'vitest';
import { linkFaults } from './links.ts';

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
