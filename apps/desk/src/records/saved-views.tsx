import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, lazy, Suspense, useRef, useState } from 'react';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { useUserStorage } from '../shell/user-storage.ts';
import type { AnyKind } from './kinds/index.ts';
import classes from './queue.module.css';
import { parseQueueSearch, type QueueSearch } from './queue-search.ts';

interface View {
  kind: string;
  name: string;
  search: QueueSearch;
}

// Loaded when a saved view is shown, since it needs the code of forms.
const ConfirmButton = lazy(async () => ({
  default: (await import('../forms/confirm-button.tsx')).ConfirmButton,
}));

/** A ref that focuses an input once, since it is the same function in each render. */
function focusInput(input: HTMLInputElement | null): void {
  input?.focus();
}

/** Named queue filters, stored per user in this browser. */
export function SavedViews({ kind, search }: { kind: AnyKind; search: QueueSearch }) {
  const { items: all, change: setAll } = useUserStorage<View>('views');
  const [naming, setNaming] = useState(false);
  const list = useRef<HTMLElement>(null);
  const nameButton = useReturnFocus(naming);
  const [name, setName] = useState('');
  const views = all.filter((view) => view.kind === kind.name);
  const { page: _, ...wanted } = search;
  const current = views.find((view) => JSON.stringify(view.search) === JSON.stringify(wanted));
  const given = name.trim();
  const othersThan = (gone: string) => (now: View[]) =>
    now.filter((view) => view.kind !== kind.name || view.name !== gone);

  function save(event: FormEvent) {
    event.preventDefault();
    if (given === '') return;
    setAll?.((now) => [...othersThan(given)(now), { kind: kind.name, name: given, search: wanted }]);
    setNaming(false);
    setName('');
    list.current?.focus();
  }

  return (
    <nav ref={list} tabIndex={-1} aria-label="Saved views" className={classes.views}>
      {views.map((view) => (
        <Link
          key={view.name}
          to="/$kind"
          params={{ kind: kind.name }}
          search={parseQueueSearch(view.search)}
          aria-current={view === current ? 'page' : undefined}
          className={classes.view}
        >
          {view.name}
        </Link>
      ))}
      {naming ? (
        <form
          onSubmit={save}
          onKeyDown={({ key }) => key === 'Escape' && setNaming(false)}
          className={classes.naming}
        >
          <TextInput
            size="xs"
            aria-label="View name"
            placeholder="View name"
            autoComplete="off"
            maxLength={40}
            ref={focusInput}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="xs">
            {views.some((view) => view.name === given) ? 'Replace view' : 'Save view'}
          </Button>
          <Button variant="default" size="xs" onClick={() => setNaming(false)}>
            Cancel
          </Button>
        </form>
      ) : current ? (
        <Suspense>
          <ConfirmButton
            label={`Delete “${current.name}”`}
            title="Delete this view?"
            action="Delete view"
            mutationFn={async () => setAll?.(othersThan(current.name))}
            onSaved={async () => list.current?.focus()}
            announce="View deleted"
          >
            {`“${current.name}” will be deleted. This cannot be undone.`}
          </ConfirmButton>
        </Suspense>
      ) : (
        Object.keys(wanted).length > 0 && (
          <Button ref={nameButton} variant="default" size="compact-sm" onClick={() => setNaming(true)}>
            Save this view
          </Button>
        )
      )}
    </nav>
  );
}
