import type { Id, LatestNote } from '@service-desk/client';
import { describe, expect, it } from 'vitest';
import { authorOf, timelineOf } from './timeline.ts';

/** A note with a link of every kind. */
function note(id: Id, created_at: string): Required<LatestNote> {
  const [symptom_link, resolution_link, comment_link] = ['symptoms', 'resolutions', 'comments'].map(
    (path) => `/external_api/v1/incidents/1/${path}/${id}`,
  ) as [string, string, string];
  return {
    id,
    created_at,
    note: `Note ${id}`,
    user: null,
    external_email: '',
    symptom_link,
    resolution_link,
    comment_link,
  };
}

describe('timelineOf', () => {
  it('merges the three kinds by time', () => {
    const entries = timelineOf({
      symptoms: [{ symptom: note(1, '2010-03-23T00:00:00Z') }, { symptom: note(4, '2010-03-26T00:00:00Z') }],
      resolutions: [{ resolution: note(3, '2010-03-25T00:00:00Z') }],
      comments: [{ comment: note(2, '2010-03-24T00:00:00Z') }],
    });
    expect(entries.map(({ kind, note: { id } }) => `${kind} ${id}`)).toEqual([
      'symptom 1',
      'comment 2',
      'resolution 3',
      'symptom 4',
    ]);
  });

  it('compares moments and not their spelling', () => {
    const entries = timelineOf({
      symptoms: [{ symptom: note(1, '2010-03-23T12:00:00+12:00') }],
      resolutions: [],
      comments: [{ comment: note(2, '2010-03-22T23:00:00Z') }],
    });
    expect(entries.map((entry) => entry.note.id)).toEqual([2, 1]);
  });

  it('keeps the order of ids within a second, also beyond 2^53', () => {
    const at = '2010-03-23T00:00:00Z';
    const entries = timelineOf({
      symptoms: [{ symptom: note('862260361677721613', at) }],
      resolutions: [{ resolution: note('862260361677721612', at) }],
      comments: [{ comment: note(9, at) }],
    });
    expect(entries.map((entry) => entry.note.id)).toEqual([9, '862260361677721612', '862260361677721613']);
  });
});

describe('authorOf', () => {
  it('falls back to the address of an author from outside', () => {
    expect(authorOf({ user: null, external_email: 'jim.barrett@powershop.example' })).toBe(
      'jim.barrett@powershop.example',
    );
  });

  it('does without either', () => {
    expect(authorOf({ user: null, external_email: '' })).toBe('Unknown author');
  });
});
