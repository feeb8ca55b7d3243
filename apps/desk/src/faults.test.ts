import { ApiError, ConnectionError, NotFoundError, RateLimitError } from '@service-desk/client';
import { describe, expect, it } from 'vitest';
import { describeError, formFaults } from './faults.ts';

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

describe('formFaults', () => {
  it('puts a fault at the field that it names', () => {
    expect(formFaults(refused("title can't be blank", "service_id can't be blank"), labels)).toEqual({
      fields: { title: "Title can't be blank", service_id: "Service can't be blank" },
      rest: [],
    });
  });

  it('puts a missing record at the field that refers to it', () => {
    const faults = formFaults(refused('no priority found', 'no user found'), labels, {
      user: 'assigned_user_id',
    });
    expect(faults.fields).toEqual({ priority_id: 'No such priority', assigned_user_id: 'No such user' });
  });

  it('understands the text of a note that is missing', () => {
    const error = refused('The note parameter must be specified for this call');
    expect(formFaults(error, { note: 'Text' }).fields).toEqual({ note: "Text can't be blank" });
  });

  it('puts a name that no config type defines at the fields of the type', () => {
    const error = refused('colour is not a field of this config type', "name can't be blank");
    expect(formFaults(error, { name: 'Name', config_type_fields: 'Fields of its type' }).fields).toEqual({
      config_type_fields: 'colour is not a field of this config type',
      name: "Name can't be blank",
    });
  });

  it('leaves to the form what no field is to blame for', () => {
    const error = new NotFoundError([{ code: 'E400', message: 'no incident found' }], 200, call);
    expect(formFaults(error, labels)).toEqual({ fields: {}, rest: ['No incident found.'] });
  });

  it('never takes an inherited property for a field', () => {
    expect(formFaults(refused('constructor is odd'), labels).rest).toEqual(['Constructor is odd.']);
  });

  it('keeps a second fault of a field', () => {
    const faults = formFaults(refused('title is too long', 'title is odd'), labels);
    expect(faults).toEqual({ fields: { title: 'Title is too long' }, rest: ['Title is odd.'] });
  });
});

describe('describeError', () => {
  it('asks for another try when nothing answered', () => {
    expect(describeError(new ConnectionError('Failed to fetch', call))).toMatch(/try again/);
  });

  it('says when requests are allowed again, and counts down while it stands', () => {
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
