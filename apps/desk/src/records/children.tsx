import { Button } from '@mantine/core';
import type { Id } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import classes from '../details.module.css';
import { capitalize, formatTimestamp, isBlank } from '../format.ts';
import { ConfirmButton } from '../forms/confirm-button.tsx';
import { EntityForm, useCreateForm, useEditForm } from '../forms/entity-form.tsx';
import { hasSameTexts } from '../forms/fields.ts';
import { useOpenForm } from '../forms/use-open-form.ts';
import { NoteComposer } from '../notes/note-composer.tsx';
import { Timeline } from '../notes/timeline-list.tsx';
import { queriesAt, resourceAt, useFetchLatest } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import type { ChildKind } from './kinds/index.ts';

export interface Child {
  id: Id;
}

/** A kind of child records, as pages use it. */
export type AnyChildKind = ChildKind<object, Child>;

interface ChildrenProps {
  kind: AnyChildKind;
  /** The ids of the parents, outermost first. */
  ids: Id[];
  /** The parent, if it is itself a child record. */
  parent?: { singular: string; title: string };
  /** The children in the parent's response; without it, they are fetched from their own list. */
  rows?: Child[] | undefined;
  /** Fetches the current children. */
  readRows: () => Promise<Child[]>;
  /** Refetches the parent after a write. */
  refresh: () => Promise<unknown>;
}

/** The child records of one kind: a list, with forms to add and edit them, and deletion where v1 supports it. */
export function Children({ kind, ids, parent, rows, readRows, refresh }: ChildrenProps) {
  const { queries } = useApi();
  const list = useQuery({
    ...queriesAt<Child>(queries, kind.path).list.queryOptions(...ids),
    enabled: rows === undefined,
  });
  const known = rows ?? list.data ?? [];
  const id = [kind.singular, ...ids.slice(1)].join('-').replaceAll(' ', '-');
  const form = `${kind.singular} ${ids.slice(1).join(' ')}`;
  const adding = useOpenForm(form);
  const reload = async () => {
    await (rows === undefined ? list.refetch() : refresh());
  };
  return (
    <section aria-label={parent ? `${kind.label} of ${parent.title}` : kind.label} className={classes.panel}>
      <h3 id={id} tabIndex={-1} className={classes.subheading}>
        {parent ? `${kind.label} of this ${parent.singular}` : kind.label}
      </h3>
      {list.isError && (
        <Failure
          title={`The ${kind.label.toLowerCase()} could not be loaded`}
          error={list.error}
          retry={() => list.refetch()}
        />
      )}
      {known.length === 0 ? (
        <p className={classes.soft}>{list.isLoading ? 'Loading…' : 'None yet.'}</p>
      ) : (
        <ul className={classes.children}>
          {known.map((row) => (
            <ChildEntry key={String(row.id)} kind={kind} ids={ids} row={row} refresh={reload} heading={id} />
          ))}
        </ul>
      )}
      {adding.opened ? (
        <NewChild
          kind={kind}
          ids={ids}
          readRows={readRows}
          known={known}
          form={form}
          refresh={reload}
          close={adding.close}
        />
      ) : (
        <Button ref={adding.button} variant="default" size="xs" onClick={adding.open}>
          {`Add ${kind.singular}${adding.mark}`}
        </Button>
      )}
    </section>
  );
}

interface ChildEntryProps extends Omit<ChildrenProps, 'rows' | 'readRows'> {
  row: Child;
  /** The id of the heading that gets the focus when the entry is deleted. */
  heading: string;
}

/** A child record: its title, and its form once it is expanded. */
function ChildEntry({ kind, ids, row, refresh, heading }: ChildEntryProps) {
  const { queries } = useApi();
  const [opened, setOpened] = useState(false);
  const path = [...ids, row.id];
  const child = useQuery({
    ...queriesAt<Child>(queries, kind.path).get.queryOptions(...path),
    enabled: opened,
  });
  const shown = child.data ?? row;
  return (
    <li>
      <button
        type="button"
        aria-expanded={opened}
        className={classes.childButton}
        onClick={() => setOpened(!opened)}
      >
        {kind.title(shown)}
      </button>
      <ChildState kind={kind} child={shown} />
      {opened && child.isError && (
        <Failure
          title={`The ${kind.singular} could not be loaded`}
          error={child.error}
          retry={() => child.refetch()}
        />
      )}
      {opened && child.data && (
        <ChildDetail kind={kind} ids={ids} child={child.data} refresh={refresh} heading={heading} />
      )}
    </li>
  );
}

function ChildState({ kind, child }: { kind: AnyChildKind; child: Child }) {
  const state = kind.state(child);
  if (!state) return null;
  return (
    <>
      <StatusBadge state={state} />
      {!isBlank(state.at ?? '') && <span className={classes.soft}>{formatTimestamp(state.at ?? '')}</span>}
    </>
  );
}

interface ChildDetailProps extends Omit<ChildEntryProps, 'row'> {
  child: Child;
}

function ChildDetail({ kind, ids, child, refresh, heading }: ChildDetailProps) {
  const { desk } = useApi();
  const path = [...ids, child.id];
  const fetchLatest = useFetchLatest<Child>(kind.path, ...path);
  const both = async () => {
    await fetchLatest();
    await refresh();
  };
  const form = useEditForm<Child>({
    name: `${kind.singular} ${path.slice(1).join(' ')}`,
    fields: kind.fields,
    entity: child,
    fetchLatest,
    update: (input) => resourceAt<Child>(desk, kind.path).update(...path, input),
    onSaved: async () => {
      await both();
      form.draft.discard();
    },
    announce: `${capitalize(kind.singular)} saved`,
  });
  const { notes } = kind;
  const noted = notes && {
    noun: kind.singular,
    ids: path,
    entity: child,
    kinds: notes,
    fetchLatest,
    refresh: both,
  };
  return (
    <div className={classes.child}>
      <EntityForm form={form} action={`Save ${kind.singular}`} inline />
      {kind.removable && (
        <ConfirmButton
          label={`Delete ${kind.singular}`}
          title={`Delete this ${kind.singular}?`}
          action="Delete"
          mutationFn={() => resourceAt(desk, kind.path).delete(...path)}
          onSaved={async () => {
            await refresh();
            document.getElementById(heading)?.focus();
          }}
          announce={`${capitalize(kind.singular)} deleted`}
        >
          Its issues and notes are deleted too. This cannot be undone.
        </ConfirmButton>
      )}
      {noted && (
        <>
          <Timeline {...noted} />
          <NoteComposer {...noted} />
        </>
      )}
      {kind.children.map((below) => (
        <Children
          key={below.path}
          kind={below as unknown as AnyChildKind}
          ids={path}
          parent={{ singular: kind.singular, title: kind.title(child) }}
          readRows={async () => (await resourceAt<Child>(desk, below.path).list(...path)) as Child[]}
          refresh={both}
        />
      ))}
    </div>
  );
}

interface NewChildProps extends Omit<ChildrenProps, 'rows'> {
  known: Child[];
  form: string;
  close: () => void;
}

function NewChild({ kind, ids, readRows, known, form: name, refresh, close }: NewChildProps) {
  const { desk } = useApi();
  const form = useCreateForm<Child>({
    name,
    fields: kind.fields,
    send: ({ before: _, ...input }) => resourceAt<Child>(desk, kind.path).create(...ids, input),
    requestOf: (_, filled) => ({ ...filled, before: known.map(({ id }) => String(id)) }),
    // A child that was added since, with the same texts.
    find: async ({ input }) => {
      const before = new Set(input.before as string[]);
      const added = (await readRows()).filter(({ id }) => !before.has(String(id)));
      const full = await Promise.all(
        added.map(({ id }) => resourceAt<Child>(desk, kind.path).get(...ids, id)),
      );
      return full.find((item) => hasSameTexts(kind.fields, item, input));
    },
    onSaved: async () => {
      await refresh();
      close();
    },
    announce: (child) => `${kind.title(child)} added`,
  });
  return (
    <div className={classes.addForm}>
      <EntityForm form={form} action={`Add ${kind.singular}`} close={close} inline />
    </div>
  );
}
