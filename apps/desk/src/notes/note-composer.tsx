import type { NoteInRecord } from '@service-desk/client';
import type { ReactNode } from 'react';
import { formatMoment } from '../format.ts';
import { type Fields, field, type Values } from '../forms/fields.ts';
import { type FormOf, ThingForm, useNewForm } from '../forms/thing-form.tsx';
import { useMe } from '../people/queries.ts';
import { type Input, resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import classes from '../thing.module.css';
import { type Noted, noteElementId, timelineOf } from './timeline.ts';

type SavedNote = Pick<NoteInRecord, 'id' | 'created_at'>;

interface ComposerProps<Thing> extends Noted<Thing> {
  /** What stands beside the text, such as texts to insert. */
  beside?: (insert: (text: string) => void) => ReactNode;
}

/** Writes a note of any kind that a thing has. */
export function NoteComposer<Thing>({ beside, ...noted }: ComposerProps<Thing>) {
  const { ids, kinds, reread, refresh } = noted;
  const { desk } = useApi();
  const { data: me } = useMe();
  const [usual] = kinds;
  const kindOf = (input: Input | Values) => kinds.find(({ one }) => one === input.kind) ?? usual;

  /** The person's own notes of a kind with the same words. */
  function matches(thing: Thing, input: Input): NoteInRecord[] {
    return timelineOf({ kinds, thing })
      .filter(({ kind, note }) => kind === kindOf(input) && sameText(note.note, String(input.note)))
      .filter(({ note: { user } }) => user !== null && String(user.id) === String(me?.id))
      .map(({ note }) => note);
  }

  const choices = kinds.map(({ one, label }) => ({ value: one, label }));
  const note = field('area', 'Text', () => '', { required: true });
  const fields: Fields<SavedNote> =
    kinds.length > 1 ? { kind: field('radio', 'Kind of note', () => '', { choices }), note } : { note };
  const form: FormOf<SavedNote> = useNewForm<SavedNote>({
    name: `note ${ids.slice(1).join(' ')}`.trim(),
    fields,
    start: kinds.length > 1 ? { kind: usual.one } : {},
    incidental: ['kind'],
    // What is sent again keeps its kind, whatever is chosen by then.
    send: (input) => resourceAt<SavedNote>(desk, kindOf(input).path).create(...ids, { note: input.note }),
    inputOf: ({ kind, note: text }) => ({
      kind: kind ?? usual.one,
      note: text,
      // Notes of the same words that were there before.
      known: matches(noted.thing, { kind, note: text }).map(({ id }) => String(id)),
    }),
    find: async ({ input }) => {
      const before = new Set(input.known as string[]);
      return matches(await reread(), input).find(({ id }) => !before.has(String(id)));
    },
    showFound: ({ id, created_at }) => (
      <a href={`#${noteElementId(id)}`}>{`your note of ${formatMoment(created_at)}`}</a>
    ),
    saved: async (): Promise<void> => {
      await refresh();
      form.draft.discard();
    },
    announce: (): string => `${kindOf(form.draft.form.values).label} added`,
  });
  const kind = kindOf(form.draft.form.values);
  return (
    <section aria-label="Add a note" className={classes.panel}>
      <h3 className={classes.subheading}>Add a note</h3>
      <ThingForm
        form={{ ...form, fields: { ...fields, note: { ...note, hint: kind.hint } } }}
        action={`Add ${kind.one}`}
      >
        {beside?.((text) => {
          const { values, setFieldValue } = form.draft.form;
          setFieldValue('note', [values.note, text].filter(Boolean).join('\n'));
        })}
      </ThingForm>
    </section>
  );
}

/** As the provider may store it, with other ends of lines or without the blanks around it. */
function sameText(stored: string, sent: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();
  return plain(stored) === plain(sent);
}
