import { ApiError, ConnectionError, NotFoundError, RateLimitError } from '@service-desk/client';
import { describe, expect, it } from 'vitest';
import { describeError, formErrors } from './errors.ts';

const call = { method: 'POST', url: '/v1/incidents.json' };
const labels = {
  title: 'Title',
  service_id: 'Service',
  priority_id: 'Priority',
  assigned_user_id: 'Assignee',
};

function refused(...messages: string[]): ApiError {
  return new ApiError(
    messages.map((message) => ({ code: 'E400', message })),
    200,
    call,
  );
}

describe('formErrors', () => {
  it('assigns an error to the field that it names', () => {
    expect(formErrors(refused("title can't be blank", "service_id can't be blank"), labels)).toEqual({
      fields: { title: "Title can't be blank", service_id: "Service can't be blank" },
      rest: [],
    });
  });

  it('assigns a missing record to the field that refers to it', () => {
    const faults = formErrors(refused('no priority found', 'no user found'), labels, {
      user: 'assigned_user_id',
    });
    expect(faults.fields).toEqual({ priority_id: 'No such priority', assigned_user_id: 'No such user' });
  });

  it('recognises the message about a missing note', () => {
    const error = refused('The note parameter must be specified for this call');
    expect(formErrors(error, { note: 'Text' }).fields).toEqual({ note: "Text can't be blank" });
  });

  it('assigns an unknown field of a config type to the fields of the type', () => {
    const error = refused('colour is not a field of this config type', "name can't be blank");
    expect(formErrors(error, { name: 'Name', config_type_fields: 'Fields of its type' }).fields).toEqual({
      config_type_fields: 'colour is not a field of this config type',
      name: "Name can't be blank",
    });
  });

  it('leaves errors that name no field to the form', () => {
    const error = new NotFoundError([{ code: 'E400', message: 'no incident found' }], 200, call);
    expect(formErrors(error, labels)).toEqual({ fields: {}, rest: ['No incident found.'] });
  });

  it('does not treat inherited properties as fields', () => {
    expect(formErrors(refused('constructor is odd'), labels).rest).toEqual(['Constructor is odd.']);
  });

  it('keeps a second error of a field', () => {
    const faults = formErrors(refused('title is too long', 'title is odd'), labels);
    expect(faults).toEqual({ fields: { title: 'Title is too long' }, rest: ['Title is odd.'] });
  });
});

describe('describeError', () => {
  it('suggests a retry when there was no response', () => {
    expect(describeError(new ConnectionError('Failed to fetch', call))).toMatch(/try again/);
  });

  it('says when requests are allowed again, and counts down', () => {
    const error = new RateLimitError([], 429, call, 130);
    const before = Date.now();
    const text = describeError(error);
    expect(text).toMatch(/^Too many requests this hour\. They are allowed again at \d\d:\d\d\.$/);
    expect(describeError(error, before)).toMatch(/, in [23] minutes\.$/);
    expect(describeError(error, before + 120_000)).toMatch(/, in (a moment|1 minute)\.$/);
    expect(describeError(error, before + 240_000)).toBe(
      'There were too many requests. You can try again now.',
    );
    expect(describeError(error)).toBe(text);
  });
});
