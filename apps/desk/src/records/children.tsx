import { Button, Modal } from '@mantine/core';
import type { Id } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment, isBlank } from '../format.ts';
import { Confirmation } from '../forms/confirmation.tsx';
import { says } from '../forms/fields.ts';
import { ThingForm, useEditForm, useNewForm } from '../forms/thing-form.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { useSave } from '../forms/use-save.ts';
import { NoteComposer } from '../notes/note-composer.tsx';
import { Timeline } from '../notes/timeline-list.tsx';
import { queriesAt, resourceAt, useReread } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import classes from '../thing.module.css';
import type { ChildKind } from './kinds/index.ts';

export interface Child {
  id: Id;
}

/** A kind of children as pages know it. */
export type AnyChildKind = ChildKind<object, Child>;

interface ChildrenProps {
  kind: AnyChildKind;
  /** The ids of what they are part of, the record's first. */
  ids: Id[];
  /** What that is and its title, when it is part of something itself. */
  within?: { one: string; title: string };
  /** As far as the parent prints them; loaded from their own list unless given. */
  rows?: Child[] | undefined;
  /** Reads those that are there now. */
  readRows: () => Promise<Child[]>;
  /** Has the parent shown as it is after a write. */
  refresh: () => Promise<unknown>;
}

/** Things that are part of a record, or of such a part: added, opened, edited, and deleted where v1 can. */
export function Children({ kind, ids, within, rows, readRows, refresh }: ChildrenProps) {
  const { queries } = useApi();
  const list = useQuery({
    ...queriesAt<Child>(queries, kind.path).list.queryOptions(...ids),
    enabled: rows === undefined,
  });
  const known = rows ?? list.data ?? [];
  const id = [kind.one, ...ids.slice(1)].join('-').replaceAll(' ', '-');
  const form = `${kind.one} ${ids.slice(1).join(' ')}`;
  const adding = useOpenForm(form);
  const reload = async () => {
    await (rows === undefined ? list.refetch() : refresh());
  };
  return (
    <section aria-label={within ? `${kind.label} of ${within.title}` : kind.label} className={classes.panel}>
      <h3 id={id} tabIndex={-1} className={classes.subheading}>
        {within ? `${kind.label} of this ${within.one}` : kind.label}
      </h3>
      {list.isError && (
        <Failure
          title={`The ${kind.label.toLowerCase()} could not be loaded`}
          error={list.error}
          retry={() => list.refetch()}
        />
      )}
      {known.length === 0 ? (
        <p className={classes.soft}>{list.isLoading ? 'Loading…' : 'None so far.'}</p>
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
          {`Add ${kind.one}${adding.mark}`}
        </Button>
      )}
    </section>
  );
}

interface ChildEntryProps extends Omit<ChildrenProps, 'rows' | 'readRows'> {
  row: Child;
  /** The heading that takes the focus when the entry goes. */
  heading: string;
}

/** A child: its title, and all of it once it is opened. */
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
          title={`The ${kind.one} could not be loaded`}
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
      {!isBlank(state.at ?? '') && <span className={classes.soft}>{formatMoment(state.at ?? '')}</span>}
    </>
  );
}

interface ChildDetailProps extends Omit<ChildEntryProps, 'row'> {
  child: Child;
}

function ChildDetail({ kind, ids, child, refresh, heading }: ChildDetailProps) {
  const { desk } = useApi();
  const path = [...ids, child.id];
  const reread = useReread<Child>(kind.path, ...path);
  const [deleting, setDeleting] = useState(false);
  const both = async () => {
    await reread();
    await refresh();
  };
  const form = useEditForm<Child>({
    name: `${kind.one} ${path.slice(1).join(' ')}`,
    fields: kind.fields,
    thing: child,
    reread,
    update: (input) => resourceAt<Child>(desk, kind.path).update(...path, input),
    saved: async () => {
      await both();
      form.draft.discard();
    },
    announce: `The ${kind.one} is saved`,
  });
  const remove = useSave({
    mutationFn: () => resourceAt(desk, kind.path).delete(...path),
    saved: async () => {
      await refresh();
      document.getElementById(heading)?.focus();
    },
    announce: `The ${kind.one} is deleted`,
    labels: {},
  });
  const { notes } = kind;
  const noted = notes && { noun: kind.one, ids: path, thing: child, kinds: notes, reread, refresh: both };
  return (
    <div className={classes.child}>
      <ThingForm form={form} action={`Save ${kind.one}`} inline />
      {kind.removable && (
        <Button variant="subtle" color="red" size="xs" onClick={() => setDeleting(true)}>
          {`Delete ${kind.one}`}
        </Button>
      )}
      <Modal opened={deleting} onClose={() => setDeleting(false)} title={`Delete this ${kind.one}?`}>
        <Confirmation
          close={() => setDeleting(false)}
          action="Delete it"
          color="red"
          save={remove}
          confirm={() => remove.submit()}
        >
          What belongs to it is deleted too. This cannot be undone.
        </Confirmation>
      </Modal>
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
          within={{ one: kind.one, title: kind.title(child) }}
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
  const form = useNewForm<Child>({
    name,
    fields: kind.fields,
    send: ({ before: _, ...input }) => resourceAt<Child>(desk, kind.path).create(...ids, input),
    inputOf: (_, filled) => ({ ...filled, before: known.map(({ id }) => String(id)) }),
    // Of those that were not there before, the one that says the same.
    find: async ({ input }) => {
      const before = new Set(input.before as string[]);
      const added = (await readRows()).filter(({ id }) => !before.has(String(id)));
      const full = await Promise.all(
        added.map(({ id }) => resourceAt<Child>(desk, kind.path).get(...ids, id)),
      );
      return full.find((item) => says(kind.fields, item, input));
    },
    saved: async () => {
      await refresh();
      close();
    },
    announce: (child) => `${kind.title(child)} is added`,
  });
  return (
    <div className={classes.addWatcher}>
      <ThingForm form={form} action={`Add ${kind.one}`} close={close} inline />
    </div>
  );
}
