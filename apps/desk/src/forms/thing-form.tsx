import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useLookup } from '../people/use-lookup.ts';
import type { Input } from '../resource.ts';
import { FieldInputs, noScope, type Scope, scopeIn } from './controls.tsx';
import { DialogForm, type SecondAction } from './dialog-form.tsx';
import {
  type Fields,
  inputOf,
  type Lookup,
  labelsOf,
  mergeExtras,
  nounsOf,
  textOf,
  type Values,
  valuesOf,
  valueText,
} from './fields.ts';
import type { Words } from './form-notices.tsx';
import type { Write } from './send-once.ts';
import type { FieldValue } from './three-way.ts';
import { type DraftForm, useDraftForm } from './use-draft-form.ts';
import { type Save, useSave } from './use-save.ts';

interface FormOptions<Thing> {
  /** The form's name on its page, for its draft. */
  name: string;
  fields: Fields<Thing>;
  scope?: Scope;
  /** What follows a success. The form counts as saving until it is done. */
  saved: (thing: Thing) => Promise<unknown>;
  announce: string | ((thing: Thing) => string);
  /** Which fields the API's words for something missing are about, where the fields' kinds do not say. */
  nouns?: Record<string, string>;
}

interface EditOptions<Thing> extends FormOptions<Thing> {
  thing: Thing;
  /** Reads it as it is now. */
  reread: () => Promise<Thing>;
  update: (input: Input) => Promise<Thing>;
}

/** What was sent, and when by this browser's clock, in milliseconds. */
export interface Sent {
  input: Input;
  at: number;
}

interface NewOptions<Thing> extends FormOptions<Thing> {
  /** What the inputs begin with; blank unless given. */
  start?: Partial<Values>;
  send: (input: Input) => Promise<Thing>;
  /** The input of the API: what is mandatory and what was filled in, unless given. */
  inputOf?: (values: Values, filled: Input) => Input;
  /** Looks for what was sent when its answer was lost. */
  find?: (sent: Sent) => Promise<Thing | undefined>;
  showFound?: (thing: Thing) => ReactNode;
  prepare?: Write<Sent, Thing>['prepare'];
  /** Fields that are not worth a draft by themselves. */
  incidental?: readonly string[];
  /** What the thing is, whose form adds something to it. */
  thing?: Thing;
}

/** A form of fields: its draft, its write, and how it names fields and values. */
export interface FormOf<Thing> {
  fields: Fields<Thing>;
  scope: Scope;
  thing: Thing | undefined;
  draft: DraftForm<Values>;
  save: Save<never>;
  words: Words<Values>;
  /** Sends what was filled in; what was left as it is has nothing to send, and `close` runs. */
  submit: (close: () => void) => (event?: FormEvent<HTMLFormElement>) => void;
}

/** Saves what a person changed of a thing's fields, once they have seen what others changed of the same. */
export function useEditForm<Thing>(options: EditOptions<Thing>): FormOf<Thing> {
  const { name, fields, scope = noScope, thing, reread, update, saved, announce, nouns } = options;
  const lookupIn = useLookup();
  const [opened] = useState(thing);
  const draft = useDraftForm<Values>({
    name,
    values: valuesOf(fields, thing),
    merge: (field, ...values) => (fields[field]?.by === 'extras' ? mergeExtras(...values) : undefined),
  });
  const latest = useRef(thing);
  const lookup = () => lookupIn(scopeIn(fields, scope, draft.form.getValues()));

  async function adopt(): Promise<{ conflicts: boolean }> {
    latest.current = await reread();
    return draft.adopt(valuesOf(fields, latest.current));
  }

  const save = useSave<Thing, string, Values>({
    draft,
    labels: labelsOf(fields),
    nouns: { ...nounsOf(fields), ...nouns },
    setErrors: draft.form.setErrors,
    saved,
    announce,
    prepare: async () => !(await adopt()).conflicts,
    // What is sent is what is still different once the thing has been read again.
    mutationFn: () => {
      const changes = draft.changes();
      // There is nothing to send when a colleague has made the same change.
      if (Object.keys(changes).length === 0) return reread();
      return update(inputOf(fields, changes, lookup(), valuesOf(fields, latest.current)));
    },
    find: async () => {
      await adopt();
      return Object.keys(draft.changes()).length === 0 ? latest.current : undefined;
    },
  });
  return {
    fields,
    scope,
    thing,
    draft,
    save,
    words: wordsOf(fields, lookup(), [opened, thing]),
    submit: (close) => draft.form.onSubmit((values) => (draft.dirty ? save.submit(values) : close())),
  };
}

/** Creates a thing, or adds to one. */
export function useNewForm<Thing>(options: NewOptions<Thing>): FormOf<Thing> {
  const { name, fields, scope = noScope, start, send, find, prepare, showFound, thing } = options;
  const lookupIn = useLookup();
  const [blank] = useState(() => ({ ...valuesOf(fields), ...start }) as Values);
  const draft = useDraftForm<Values>({ name, values: blank, incidental: options.incidental ?? [] });
  const save = useSave<Thing, string, Sent>({
    draft,
    labels: labelsOf(fields),
    nouns: { ...nounsOf(fields), ...options.nouns },
    setErrors: draft.form.setErrors,
    saved: options.saved,
    announce: options.announce,
    mutationFn: ({ input }) => send(input),
    ...(find && { find }),
    ...(prepare && { prepare }),
    ...(showFound && { showFound }),
  });

  const lookup = () => lookupIn(scopeIn(fields, scope, draft.form.getValues()));

  function sentOf(values: Values): Sent {
    // A blank would clear a default.
    const given = Object.entries(values).filter(
      ([field, value]) => fields[field]?.required || ![null, '', false, '{}'].includes(value),
    );
    const filled = inputOf(fields, Object.fromEntries(given), lookup(), valuesOf(fields));
    return { input: options.inputOf?.(values, filled) ?? filled, at: Date.now() };
  }

  return {
    fields,
    scope,
    thing,
    draft,
    save,
    words: wordsOf(fields, lookup(), [thing]),
    submit: () => draft.form.onSubmit((values) => save.submit(sentOf(values))),
  };
}

/** Names a form's fields and their values, also those that only the thing itself still names. */
function wordsOf<Thing>(fields: Fields<Thing>, lookup: Lookup, things: (Thing | undefined)[]): Words<Values> {
  const texts = Object.entries(fields).map(([name, known]) => {
    const held = things.flatMap((thing) => (thing === undefined ? [] : [thing]));
    const text = (value: string) => {
      const holder = held.find((thing) => String(valuesOf({ [name]: known }, thing)[name]) === value);
      return holder === undefined ? valueText(known, value, lookup) : textOf(known, holder);
    };
    return [name, text] as const;
  });
  return { labels: labelsOf(fields), texts: Object.fromEntries(texts) };
}

interface ThingFormProps<Thing> {
  form: FormOf<Thing>;
  action: string;
  /** Absent where the form stays open. */
  close?: () => void;
  /** What else there is to know before anything is filled in. */
  notice?: ReactNode;
  /** Whether the action is out of the question, as the thing is now. */
  impossible?: boolean;
  /** Small buttons, for a form that opens within a page. */
  inline?: boolean;
  /** Runs instead of the usual change of a field, where it returns true. */
  onChange?: (name: string, value: FieldValue) => boolean;
  children?: ReactNode;
  second?: SecondAction;
}

/** A form of fields with its two ways out. */
export function ThingForm<Thing>(allProps: ThingFormProps<Thing>) {
  const { form, action, close, onChange, children, ...props } = allProps;
  return (
    <DialogForm
      {...props}
      action={action}
      {...(close && { close })}
      draft={form.draft}
      words={form.words}
      save={form.save}
      onSubmit={form.submit(close ?? (() => {}))}
    >
      <FieldInputs
        fields={form.fields}
        draft={form.draft}
        thing={form.thing}
        scope={form.scope}
        {...(onChange && { onChange })}
      />
      {children}
    </DialogForm>
  );
}
