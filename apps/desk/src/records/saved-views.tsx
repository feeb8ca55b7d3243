import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useUserStorage } from '../shell/user-storage.ts';
import type { AnyKind } from './kinds/index.ts';
import classes from './queue.module.css';
import { parseQueueSearch, type QueueSearch } from './queue-search.ts';

interface View {
  kind: string;
  name: string;
  search: QueueSearch;
}

/** Named queue filters, stored per user in this browser. */
export function SavedViews({ kind, search }: { kind: AnyKind; search: QueueSearch }) {
  const { items: all, change: setAll } = useUserStorage<View>('views');
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const views = all.filter((view) => view.kind === kind.name);
  const { page: _, ...wanted } = search;
  const current = views.find((view) => JSON.stringify(view.search) === JSON.stringify(wanted));

  function save(event: FormEvent) {
    event.preventDefault();
    const given = name.trim();
    if (given === '') return;
    const others = all.filter((view) => view.kind !== kind.name || view.name !== given);
    setAll?.([...others, { kind: kind.name, name: given, search: wanted }]);
    setNaming(false);
    setName('');
  }

  return (
    <nav aria-label="Saved views" className={classes.views}>
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
        <form onSubmit={save} className={classes.naming}>
          <TextInput
            size="xs"
            aria-label="View name"
            placeholder="View name"
            autoComplete="off"
            maxLength={40}
            ref={(input) => input?.focus()}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="xs">
            Save view
          </Button>
          <Button variant="default" size="xs" onClick={() => setNaming(false)}>
            Cancel
          </Button>
        </form>
      ) : current ? (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => setAll?.(all.filter((view) => view !== current))}
        >
          {`Delete “${current.name}”`}
        </Button>
      ) : (
        Object.keys(wanted).length > 0 && (
          <Button variant="default" size="compact-sm" onClick={() => setNaming(true)}>
            Save this view
          </Button>
        )
      )}
    </nav>
  );
}
