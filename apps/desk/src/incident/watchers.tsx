import { Button, Group, TextInput } from '@mantine/core';
import type { Id, Incident, WatchSummary, WatchWrite } from '@service-desk/client';
import { useEffect, useState } from 'react';
import { DialogForm } from '../forms/dialog-form.tsx';
import { SaveFailure } from '../forms/save-failure.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { useKeptDrafts } from '../forms/use-drafts.ts';
import { useSave } from '../forms/use-save.ts';
import { Face } from '../people/face.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useMe, useUsers } from '../people/queries.ts';
import { useApi } from '../session.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import classes from './incident.module.css';
import { useRefreshIncident, useReread } from './queries.ts';

/** Who is told when the incident changes. */
export function Watchers({ incident }: { incident: Incident }) {
  const [adding, setAdding] = useState(false);
  const addButton = useReturnFocus(adding);
  const { leftOpen } = useKeptDrafts(['watcher']);
  useEffect(() => {
    if (leftOpen) setAdding(true);
  }, [leftOpen]);
  const watches = incident.watches.map((item) => item.watch);
  return (
    <section aria-labelledby="watchers" className={classes.panel}>
      <h2 id="watchers" tabIndex={-1} className={classes.subheading}>
        Watchers
      </h2>
      {watches.length === 0 ? (
        <p className={classes.soft}>Nobody watches this incident.</p>
      ) : (
        <ul className={classes.watchers}>
          {watches.map((watch) => (
            <Watcher key={String(watch.id)} incidentId={incident.id} watch={watch} />
          ))}
        </ul>
      )}
      <Group gap="xs">
        <OwnWatch incidentId={incident.id} watches={watches} />
        {!adding && (
          <Button ref={addButton} variant="default" size="xs" onClick={() => setAdding(true)}>
            Add watcher
          </Button>
        )}
      </Group>
      {adding && <AddWatcher incidentId={incident.id} close={() => setAdding(false)} />}
    </section>
  );
}

function watcherName(watch: WatchSummary): string {
  return watch.watched_by?.full_name || watch.external_email || 'Unknown watcher';
}

function Watcher({ incidentId, watch }: { incidentId: Id; watch: WatchSummary }) {
  const { queries } = useApi();
  const refresh = useRefreshIncident(incidentId);
  const name = watcherName(watch);
  const remove = useSave({
    ...queries.incidents.watches.delete.mutationOptions(),
    saved: async () => {
      await refresh();
      document.getElementById('watchers')?.focus();
    },
    announce: `${name} no longer watches this incident`,
    labels: {},
  });
  return (
    <li>
      <div className={classes.watcher}>
        {watch.watched_by && <Face of={watch.watched_by} />}
        <span>{name}</span>
        <button
          type="button"
          className={classes.quiet}
          aria-label={`Remove watcher ${name}`}
          disabled={remove.pending}
          onClick={() => remove.submit({ incident_id: incidentId, id: watch.id })}
        >
          Remove
        </button>
      </div>
      <SaveFailure save={remove} />
    </li>
  );
}

function OwnWatch({ incidentId, watches }: { incidentId: Id; watches: WatchSummary[] }) {
  const { desk } = useApi();
  const me = useMe();
  const refresh = useRefreshIncident(incidentId);
  const reread = useReread(incidentId);
  const ownOf = (all: WatchSummary[]) =>
    all.find((watch) => watch.watched_by && String(watch.watched_by.id) === String(me.data?.id));
  const own = ownOf(watches);
  const toggle = useSave({
    mutationFn: (_: { watch: boolean }): Promise<unknown> =>
      own
        ? desk.incidents.watches.delete(incidentId, own.id)
        : desk.incidents.watches.create(incidentId, { watched_by: me.data?.id ?? '' }),
    find: async ({ watch }) => {
      const now = await reread();
      return (ownOf(now.watches.map((item) => item.watch)) !== undefined) === watch ? now : undefined;
    },
    saved: refresh,
    announce: own ? 'You no longer watch this incident' : 'You watch this incident',
    labels: {},
  });
  if (!me.data) return null;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={toggle.pending}
        onClick={() => toggle.submit({ watch: !own })}
      >
        {own ? 'Stop watching' : 'Watch'}
      </Button>
      <SaveFailure save={toggle} />
    </>
  );
}

interface WatchValues {
  watched_by: string | null;
  external_email: string;
}

type Watching = Pick<WatchSummary, 'watched_by' | 'external_email'>;

function watchOf({ watched_by, external_email }: WatchValues): WatchWrite {
  const email = external_email.trim();
  return watched_by === null && email !== '' ? { external_email: email } : { watched_by: watched_by ?? '' };
}

const blank: WatchValues = { watched_by: null, external_email: '' };
const labels = { watched_by: 'User or group', external_email: 'E-mail' };

function AddWatcher({ incidentId, close }: { incidentId: Id; close: () => void }) {
  const { desk } = useApi();
  const users = useUsers();
  const refresh = useRefreshIncident(incidentId);
  const reread = useReread(incidentId);
  const draft = useDraftForm({ name: 'watcher', values: blank });
  const { form } = draft;
  const save = useSave({
    mutationFn: (input: WatchWrite): Promise<Watching> => desk.incidents.watches.create(incidentId, input),
    find: async (input) => {
      const watches = (await reread()).watches.map((item) => item.watch);
      return watches.find(({ watched_by, external_email }) =>
        input.external_email
          ? external_email === input.external_email
          : watched_by !== null && String(watched_by.id) === String(input.watched_by),
      );
    },
    draft,
    saved: async () => {
      await refresh();
      close();
    },
    announce: (watch) => `${watch.watched_by?.full_name || watch.external_email} watches this incident`,
    labels,
    nouns: { user: 'watched_by' },
    setErrors: form.setErrors,
  });
  const { formRef } = save;
  useEffect(() => formRef.current?.querySelector('input')?.focus(), [formRef]);
  return (
    <section aria-label="Add a watcher" className={classes.addWatcher}>
      <DialogForm
        inline
        action="Add"
        close={close}
        draft={draft}
        words={{ labels }}
        save={save}
        onSubmit={form.onSubmit((values) => save.submit(watchOf(values)))}
      >
        <PersonSelect
          label="User or group"
          clearable
          people={users}
          disabled={form.values.external_email.trim() !== ''}
          {...form.getInputProps('watched_by')}
        />
        <TextInput
          label="Or an e-mail from outside"
          type="email"
          autoComplete="off"
          disabled={form.values.watched_by !== null}
          {...form.getInputProps('external_email')}
        />
      </DialogForm>
    </section>
  );
}
