import type { FormValues } from './three-way-merge.ts';

/** The unsaved input of a form. */
export interface Draft {
  /** The values when the form was opened. */
  opened: FormValues;
  /** `opened` with the changes by others that the form has adopted since. */
  base: FormValues;
  values: FormValues;
  /** Whether the form was open when the page was unloaded, so that it is opened again. */
  open: boolean;
  /** A write whose response was lost: it may have been saved. */
  sent?: unknown;
}

type Backing = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Drafts by key, in a web storage. */
export interface Drafts {
  /** Returns undefined for a missing or invalid draft. */
  read(key: string): Draft | undefined;
  write(key: string, draft: Draft): void;
  remove(key: string): void;
  subscribe(listener: () => void): () => void;
}

const prefix = 'service-desk.draft';

/** The key of a draft. It includes the user, since another one may sign in in the same tab. */
export function draftKey(personId: string, path: string, form: string): string {
  return [prefix, personId, path, form].join(' ');
}

export function createDrafts(storage: Backing): Drafts {
  const listeners = new Set<() => void>();

  function changed(): void {
    for (const listener of listeners) listener();
  }

  return {
    read(key) {
      try {
        const text = storage.getItem(key);
        return text === null ? undefined : (JSON.parse(text) as Draft);
      } catch {
        return undefined;
      }
    },
    write(key, draft) {
      try {
        storage.setItem(key, JSON.stringify(draft));
      } catch {
        // The storage is full: the input is lost when the page is unloaded.
        return;
      }
      changed();
    },
    remove(key) {
      storage.removeItem(key);
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
