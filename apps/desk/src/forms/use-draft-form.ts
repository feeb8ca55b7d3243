import { useForm } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import type { Attempts } from './send-once.ts';
import {
  type Change,
  type Conflict,
  changesOf,
  conflictsOf,
  type FieldOf,
  type Fields,
  followedOf,
  isChanged,
  type Merge,
  rebase,
} from './three-way.ts';
import { drafts, useDraftKey } from './use-drafts.ts';

interface DraftFormOptions<Values> {
  /** The form's name on its page. */
  name: string;
  /** What the fields would hold if nothing was typed: blanks, or the record as it is now. */
  values: Values;
  /** Fields that are not worth a draft by themselves. */
  incidental?: readonly FieldOf<Values>[];
  merge?: Merge;
}

/** A form whose typing is kept until it is saved or discarded, and that tells whose changes are whose. */
export interface DraftForm<Values extends Fields<Values>> {
  form: ReturnType<typeof useForm<Values>>;
  /** Whether something was typed that is not saved. */
  dirty: boolean;
  /** Whether it holds what was typed before the page went away. */
  restored: boolean;
  /** Whether what was restored had been sent, without an answer. */
  mayBeSaved: boolean;
  /** What others have changed since the form was opened, and the form has taken up. */
  followed: Change<FieldOf<Values>>[];
  /** What the person and somebody else have changed to different values. */
  conflicts: Conflict<FieldOf<Values>>[];
  /** Settles a conflict. */
  choose: (field: FieldOf<Values>, whose: 'now' | 'mine') => void;
  /** Takes up the record as it is now, and tells whether the person has something to decide. */
  adopt: (now: Values) => { conflicts: boolean };
  /** The fields that the person changed, against the record as last taken up. */
  changes: () => Partial<Values>;
  discard: () => void;
  /** How often the form was reset. */
  round: number;
  /** Keeps the draft, and the form closed. */
  putAside: () => void;
  /** Forgets the draft, as it is saved. */
  finish: () => void;
  attempts: Attempts<unknown>;
}

export function useDraftForm<Values extends Fields<Values>>({
  name,
  values: now,
  incidental = [],
  merge,
}: DraftFormOptions<Values>): DraftForm<Values> {
  const key = useDraftKey(name);
  const form = useForm<Values>({ initialValues: now });
  const [opened, setOpened] = useState(now);
  const [base, setBaseState] = useState(now);
  // A save that is under way reads what holds then, not what held when it was sent.
  const baseRef = useRef(base);
  const openedRef = useRef(opened);
  const [loadedKey, setLoadedKey] = useState<string>();
  const [restored, setRestored] = useState(false);
  const [round, setRound] = useState(0);
  const finished = useRef(false);
  const sent = useRef<unknown>(undefined);

  function begin(from: Values): void {
    openedRef.current = from;
    setOpened(from);
  }

  function setBase(next: Values): void {
    baseRef.current = next;
    setBaseState(next);
  }

  function adopt(record: Values): { conflicts: boolean } {
    const next = rebase(baseRef.current, form.getValues(), record, merge);
    setBase(next.base);
    if (isChanged(form.getValues(), next.mine)) form.setValues(next.mine);
    return { conflicts: conflictsOf(next.base, next.mine, record).length > 0 };
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each key, when it is known who is signed in.
  useEffect(() => {
    if (!key) return;
    const draft = drafts.read<Values>(key);
    if (draft) {
      // What was typed while it was not yet known whose form this is counts more than what was kept.
      const typed = changesOf(baseRef.current, form.getValues());
      begin({ ...now, ...draft.opened });
      setBase({ ...now, ...draft.base });
      form.setValues({ ...now, ...draft.values, ...typed });
      sent.current = draft.sent;
      setRestored(true);
    }
    adopt(now);
    setLoadedKey(key);
  }, [key]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the record holds other values.
  useEffect(() => {
    adopt(now);
  }, [JSON.stringify(now)]);

  function isDirty(): boolean {
    const changed = Object.keys(changesOf(baseRef.current, form.getValues())) as FieldOf<Values>[];
    return changed.some((field) => !incidental.includes(field));
  }

  function write(open: boolean): void {
    if (!key || finished.current) return;
    if (isDirty()) {
      drafts.write<Values>(key, {
        opened: openedRef.current,
        base: baseRef.current,
        values: form.getValues(),
        open,
        sent: sent.current,
      });
    } else drafts.remove(key);
  }

  const { values } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever what is written has changed.
  useEffect(() => {
    if (loadedKey === key) write(true);
  }, [key, loadedKey, values, base]);

  const dirty = isDirty();

  function forget(): void {
    sent.current = undefined;
    if (key) drafts.remove(key);
  }

  return {
    form,
    dirty,
    restored: restored && dirty,
    mayBeSaved: sent.current !== undefined,
    followed: followedOf(opened, base, values),
    conflicts: conflictsOf(base, values, now),
    choose(field, whose) {
      setBase({ ...baseRef.current, [field]: now[field] });
      if (whose === 'now') form.setValues({ ...form.getValues(), [field]: now[field] });
    },
    adopt,
    changes: () => changesOf(baseRef.current, form.getValues()),
    discard() {
      finished.current = false;
      forget();
      begin(now);
      setBase(now);
      form.setValues(now);
      form.clearErrors();
      setRestored(false);
      setRound((before) => before + 1);
    },
    round,
    putAside: () => write(false),
    finish() {
      finished.current = true;
      forget();
    },
    attempts: {
      get: () => sent.current,
      set(variables) {
        sent.current = variables;
        write(true);
      },
    },
  };
}
