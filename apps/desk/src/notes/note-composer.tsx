import type { NoteInRecord } from '@service-desk/client';
import type { ReactNode } from 'react';
import classes from '../details.module.css';
import { formatTimestamp } from '../format.ts';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { type Fields, field, sameText } from '../forms/fields.ts';
import type { FormState } from '../forms/form-state.ts';
import type { FormValues } from '../forms/three-way-merge.ts';
import { useMe } from '../people/queries.ts';
import { type ResourceInput, resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { type Noted, noteElementId, timelineOf } from './timeline.ts';

type SavedNote = Pick<NoteInRecord, 'id' | 'created_at'>;

interface ComposerProps<Entity> extends Noted<Entity> {
  /** Shown below the text area. */
  children?: ReactNode;
}

/** A form that adds a note. */
export function NoteComposer<Entity>({ children, ...noted }: ComposerProps<Entity>) {
  const { ids, kinds, fetchLatest, refresh } = noted;
  const { desk } = useApi();
  const { data: me } = useMe();
  const [usual] = kinds;
  const kindOf = (input: ResourceInput | FormValues) =>
    kinds.find(({ singular }) => singular === input.kind) ?? usual;

  /** The user's notes of the same kind and text. */
  function matches(entity: Entity, input: ResourceInput): NoteInRecord[] {
    return timelineOf({ kinds, entity })
      .filter(({ kind, note }) => kind === kindOf(input) && sameText(note.note, String(input.note)))
      .filter(({ note: { user } }) => user !== null && String(user.id) === String(me?.id))
      .map(({ note }) => note);
  }

  const choices = kinds.map(({ singular, label }) => ({ value: singular, label }));
  const note = field('area', 'Text', () => '', { required: true });
  const fields: Fields<SavedNote> =
    kinds.length > 1 ? { kind: field('radio', 'Kind of note', () => '', { choices }), note } : { note };
  const form: FormState<SavedNote> = useCreateForm<SavedNote>({
    name: `note ${ids.slice(1).join(' ')}`.trim(),
    fields,
    start: kinds.length > 1 ? { kind: usual.singular } : {},
    incidental: ['kind'],
    // A retry uses the kind of the first attempt, even if another one is selected by then.
    send: (input) => resourceAt<SavedNote>(desk, kindOf(input).path).create(...ids, { note: input.note }),
    requestOf: ({ kind, note: text }) => ({
      kind: kind ?? usual.singular,
      note: text,
      // Existing notes with the same text.
      known: matches(noted.entity, { kind, note: text }).map(({ id }) => String(id)),
    }),
    find: async ({ input }) => {
      const before = new Set(input.known as string[]);
      return matches(await fetchLatest(), input).find(({ id }) => !before.has(String(id)));
    },
    showFound: ({ id, created_at }) => (
      <a href={`#${noteElementId(id)}`}>{`your note of ${formatTimestamp(created_at)}`}</a>
    ),
    onSaved: async (): Promise<void> => {
      await refresh();
      form.draft.discard();
    },
    announce: (): string => `${kindOf(form.draft.form.values).label} added`,
  });
  const kind = kindOf(form.draft.form.values);
  return (
    <section aria-label="Add a note" className={classes.panel}>
      <h3 className={classes.subheading}>Add a note</h3>
      <EntityForm
        form={{ ...form, fields: { ...fields, note: { ...note, hint: kind.hint } } }}
        action={`Add ${kind.singular}`}
      >
        {children}
      </EntityForm>
    </section>
  );
}
