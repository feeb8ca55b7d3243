import { expect, test } from 'vitest';
import type { Scenario } from '../generated/scenarios.ts';
import { authorizationOf } from '../v1/calls.ts';
import { requestTemplate } from './request.ts';

const base: Scenario = {
  name: 'incidents.update: updated',
  operation: 'incidents.update',
  example: 'updated',
  summary: 'Handed on',
  state: { name: 'an open incident', values: { token: 'demo-dan', incident_id: 13534, user_id: 7 } },
  request: { ids: [13534], body: { assigned_user_id: 7, title: '7 tabs', closure_comment: '' } },
  response: { status: 200, body: {} },
};

const injected = (expression: string, value: unknown) => expect.objectContaining({ expression, value });

test('values that equal one of the state are taken from the state', () => {
  const { path, body } = requestTemplate(base);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Pact's own placeholder.
  expect(path).toEqual(injected('/incidents/${incident_id}.json', '/incidents/13534.json'));
  expect(body).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Pact's own placeholder.
    incident: { assigned_user_id: injected('${user_id}', 7), title: '7 tabs', closure_comment: '' },
  });
});

test('other values are not changed', () => {
  expect(requestTemplate({ ...base, request: { ids: [99999999], body: {} } }).path).toBe(
    '/incidents/99999999.json',
  );
});

test('of two equal values of the state, the one with the same name is taken', () => {
  const values = { token: 'demo-dan', watch_id: 7, user_id: 7 };
  const { body } = requestTemplate({
    ...base,
    state: { ...base.state, values },
    request: { ids: [1], body: { user_id: 7 } },
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Pact's own placeholder.
  expect(body).toEqual({ incident: { user_id: injected('${user_id}', 7) } });
});

test('the number of a record in the text of a time entry is taken from the state', () => {
  const { body } = requestTemplate({
    ...base,
    operation: 'timeEntries.create',
    state: { name: 'a time sheet and a problem', values: { token: 'demo-dan', problem_id: 13561 } },
    request: { ids: [], body: { entry: 'B#13561 Another look' } },
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Pact's own placeholder.
  const entry = injected('B#${problem_id} Another look', 'B#13561 Another look');
  expect(body).toEqual({ time_entry: { entry } });
});

test('query values are strings, and a request without a body has no Content-Type', () => {
  const list: Scenario = {
    ...base,
    operation: 'incidents.list',
    request: { ids: [], query: { service_ids: [1, 2] } },
  };
  const { query, headers, body } = requestTemplate(list);
  expect(query).toEqual({ service_ids: '1,2' });
  expect(headers).not.toHaveProperty('Content-Type');
  expect(body).toBeUndefined();
});

test('the token is in the Authorization header', () => {
  expect(authorizationOf('demo-dan')).toBe('Basic eDpkZW1vLWRhbg==');
});
