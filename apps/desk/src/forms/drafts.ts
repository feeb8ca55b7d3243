/** What was typed into a form and is not saved yet. */
export interface Draft<Values> {
  /** The fields as they were when the form was opened. */
  opened: Values;
  /** As `opened`, with what the person has since seen of others' changes. */
  base: Values;
  values: Values;
  /** Whether the form was being filled in when the page went away, so that it opens again by itself. */
  open: boolean;
  /** What was sent without an answer: it may have been saved. */
  sent?: unknown;
}

type Backing = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Drafts by key, in a storage that outlives the page. */
export interface Drafts {
  /** Undefined as well for what cannot be read. */
  read<Values>(key: string): Draft<Values> | undefined;
  write<Values>(key: string, draft: Draft<Values>): void;
  remove(key: string): void;
  subscribe(listener: () => void): () => void;
}

const prefix = 'service-desk.draft';

/** The key of a form's draft: by person, since another one may sign in in the same tab, and by address. */
export function draftKey(personId: string, path: string, form: string): string {
  return [prefix, personId, path, form].join(' ');
}

export function createDrafts(storage: Backing): Drafts {
  const listeners = new Set<() => void>();

  function changed(): void {
    for (const listener of listeners) listener();
  }

  return {
    read<Values>(key: string) {
      try {
        const text = storage.getItem(key);
        return text === null ? undefined : (JSON.parse(text) as Draft<Values>);
      } catch {
        return undefined;
      }
    },
    write(key, draft) {
      try {
        storage.setItem(key, JSON.stringify(draft));
      } catch {
        // With a full storage typing goes on; what is typed does not outlive the page.
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
