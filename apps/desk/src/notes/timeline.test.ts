import type { Id, NoteInRecord } from '@service-desk/client';
import { describe, expect, it } from 'vitest';
import type { NoteKinds } from './note-kind.ts';
import { authorOf, timelineOf } from './timeline.ts';

function note(id: Id, created_at: string): NoteInRecord {
  return { id, created_at, note: `Note ${id}`, user: null, external_email: '' };
}

const kinds = ['symptom', 'resolution', 'comment'].map((one) => ({
  path: 'incidents.comments' as const,
  singular: one,
  label: one,
  hint: '',
  tone: 'open' as const,
  list: (entity: Record<string, NoteInRecord[]>) => entity[one] ?? [],
})) as unknown as NoteKinds<Record<string, NoteInRecord[]>>;

describe('timelineOf', () => {
  it('sorts notes of all kinds by time', () => {
    const entity = {
      symptom: [note(1, '2010-03-23T00:00:00Z'), note(4, '2010-03-26T00:00:00Z')],
      resolution: [note(3, '2010-03-25T00:00:00Z')],
      comment: [note(2, '2010-03-24T00:00:00Z')],
    };
    expect(timelineOf({ kinds, entity }).map(({ kind, note: { id } }) => `${kind.singular} ${id}`)).toEqual([
      'symptom 1',
      'comment 2',
      'resolution 3',
      'symptom 4',
    ]);
  });

  it('compares timestamps with different offsets', () => {
    const entity = {
      symptom: [note(1, '2010-03-23T12:00:00+12:00')],
      comment: [note(2, '2010-03-22T23:00:00Z')],
    };
    expect(timelineOf({ kinds, entity }).map((entry) => entry.note.id)).toEqual([2, 1]);
  });

  it('sorts notes of the same second by id, also beyond 2^53', () => {
    const at = '2010-03-23T00:00:00Z';
    const entity = {
      symptom: [note('862260361677721613', at)],
      resolution: [note('862260361677721612', at)],
      comment: [note(9, at)],
    };
    const ids = timelineOf({ kinds, entity }).map((entry) => entry.note.id);
    expect(ids).toEqual([9, '862260361677721612', '862260361677721613']);
  });
});

describe('authorOf', () => {
  it('falls back to an external address', () => {
    expect(authorOf({ user: null, external_email: 'jim.barrett@powershop.example' })).toBe(
      'jim.barrett@powershop.example',
    );
  });

  it('has a text for an unknown author', () => {
    expect(authorOf({ user: null, external_email: '' })).toBe('Unknown author');
  });
});
