import { useForm } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import type { UnconfirmedWrite } from './send-once.ts';
import {
  adoptedChanges,
  type Conflict,
  changesOf,
  conflictsOf,
  type FieldChange,
  type FormValues,
  isChanged,
  type Merge,
  rebase,
} from './three-way-merge.ts';
import { drafts, useDraftKey } from './use-drafts.ts';

interface DraftFormOptions {
  /** The name of the form on its page, which identifies its draft. */
  name: string;
  /** The values without input: blanks, or the current record. */
  values: FormValues;
  /** Fields whose changes alone do not make a draft. */
  incidental?: readonly string[];
  merge?: Merge;
}

/** A form whose input is stored until it is saved or discarded, and merged with changes by others. */
export interface DraftForm {
  form: ReturnType<typeof useForm<FormValues>>;
  /** Whether there is unsaved input. */
  dirty: boolean;
  /** Whether the input was restored from a stored draft. */
  restored: boolean;
  /** Whether the input was sent, and its response was lost. */
  mayBeSaved: boolean;
  /** The changes by others that the form has adopted. */
  adopted: FieldChange[];
  /** The fields that the user and others changed to different values. */
  conflicts: Conflict[];
  /** Resolves a conflict. */
  resolveConflict: (field: string, side: 'theirs' | 'mine') => void;
  /** Adopts the current values of the record, and returns whether there are conflicts. */
  adopt: (now: FormValues) => { conflicts: boolean };
  /** The fields that differ from the last adopted values. */
  changes: () => FormValues;
  discard: () => void;
  /** The number of resets. */
  resets: number;
  /** Stores the draft, without opening the form when the page is loaded again. */
  keepDraft: () => void;
  /** Removes the draft after it was saved. */
  complete: () => void;
  unconfirmed: UnconfirmedWrite<unknown>;
}

export function useDraftForm({ name, values: now, incidental = [], merge }: DraftFormOptions): DraftForm {
  const key = useDraftKey(name);
  const form = useForm<FormValues>({ initialValues: now });
  const [versions, setVersionsState] = useState({ opened: now, base: now });
  // A pending save has to read the latest values, not those of the render that started it.
  const latest = useRef(versions);
  const [loadedKey, setLoadedKey] = useState<string>();
  const [restored, setRestored] = useState(false);
  const [resets, setResets] = useState(0);
  const finished = useRef(false);
  const sent = useRef<unknown>(undefined);

  function setVersions(next: Partial<typeof versions>): void {
    latest.current = { ...latest.current, ...next };
    setVersionsState(latest.current);
  }

  function adopt(record: FormValues): { conflicts: boolean } {
    const next = rebase(latest.current.base, form.getValues(), record, merge);
    setVersions({ base: next.base });
    if (isChanged(form.getValues(), next.mine)) form.setValues(next.mine);
    return { conflicts: conflictsOf(next.base, next.mine, record).length > 0 };
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per key, which is undefined until the user is loaded.
  useEffect(() => {
    if (!key) return;
    const draft = drafts.read(key);
    if (draft) {
      // Input from before the user was loaded takes precedence over the stored draft.
      const typed = changesOf(latest.current.base, form.getValues());
      setVersions({ opened: { ...now, ...draft.opened }, base: { ...now, ...draft.base } });
      form.setValues({ ...now, ...draft.values, ...typed });
      sent.current = draft.sent;
      setRestored(true);
    }
    adopt(now);
    setLoadedKey(key);
  }, [key]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the values of the record have changed.
  useEffect(() => {
    adopt(now);
  }, [JSON.stringify(now)]);

  function isDirty(): boolean {
    return Object.keys(changesOf(latest.current.base, form.getValues())).some(
      (field) => !incidental.includes(field),
    );
  }

  function write(open: boolean): void {
    if (!key || finished.current) return;
    if (isDirty()) {
      drafts.write(key, {
        ...latest.current,
        values: form.getValues(),
        open,
        sent: sent.current,
      });
    } else drafts.remove(key);
  }

  const { values } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the content of the draft has changed.
  useEffect(() => {
    if (loadedKey === key) write(true);
  }, [key, loadedKey, values, versions]);

  const dirty = isDirty();

  function removeDraft(): void {
    sent.current = undefined;
    if (key) drafts.remove(key);
  }

  return {
    form,
    dirty,
    restored: restored && dirty,
    mayBeSaved: sent.current !== undefined,
    adopted: adoptedChanges(versions.opened, versions.base, values),
    conflicts: conflictsOf(versions.base, values, now),
    resolveConflict(field, side) {
      const value = now[field] ?? null;
      setVersions({ base: { ...latest.current.base, [field]: value } });
      if (side === 'theirs') form.setValues({ ...form.getValues(), [field]: value });
    },
    adopt,
    changes: () => changesOf(latest.current.base, form.getValues()),
    discard() {
      finished.current = false;
      removeDraft();
      setVersions({ opened: now, base: now });
      form.setValues(now);
      form.clearErrors();
      setRestored(false);
      setResets((before) => before + 1);
    },
    resets,
    keepDraft: () => write(false),
    complete() {
      finished.current = true;
      removeDraft();
    },
    unconfirmed: {
      get: () => sent.current,
      set(variables) {
        sent.current = variables;
        write(true);
      },
    },
  };
}
