import { Button, Group } from '@mantine/core';
import type { Id, WatchSummary } from '@service-desk/client';
import classes from '../details.module.css';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { field } from '../forms/fields.ts';
import { RemovableRow } from '../forms/removable-row.tsx';
import { SaveFailure } from '../forms/save-failure.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { useSave } from '../forms/use-save.ts';
import { Avatar } from '../people/avatar.tsx';
import { useMe } from '../people/queries.ts';
import { type ResourceInput, type ResourcePath, resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Breakable } from '../shell/breakable.tsx';

type Watch = Pick<WatchSummary, 'watched_by' | 'external_email'>;

interface WatchersProps {
  /** The noun of the watched resource, such as `incident`, and its id. */
  noun: string;
  id: Id;
  path: ResourcePath;
  watches: WatchSummary[];
  /** Fetches the current watchers. */
  fetchLatest: () => Promise<WatchSummary[]>;
  /** Updates the page after a write. */
  refresh: () => Promise<unknown>;
}

/** The watchers of a resource, who are notified of changes. */
export function Watchers(props: WatchersProps) {
  const { noun, id, path, watches } = props;
  const { desk } = useApi();
  const adding = useOpenForm('watcher');
  return (
    <section aria-labelledby="watchers" className={classes.panel}>
      <h2 id="watchers" tabIndex={-1} className={classes.subheading}>
        Watchers
      </h2>
      {watches.length === 0 ? (
        <p className={classes.soft}>{`No one watches this ${noun}.`}</p>
      ) : (
        <ul className={classes.watchers}>
          {watches.map((watch) => (
            <Watcher key={String(watch.id)} {...props} watch={watch} />
          ))}
        </ul>
      )}
      <p className={classes.soft}>
        {`Watchers are notified by mail. There are no mentions, and you cannot see who else has this ${noun} open.`}
      </p>
      <Group gap="xs">
        <OwnWatch {...props} />
        {!adding.opened && (
          <Button ref={adding.button} variant="default" size="xs" onClick={adding.open}>
            {`Add watcher${adding.mark}`}
          </Button>
        )}
      </Group>
      {adding.opened && (
        <WatchForm
          {...props}
          name="watcher"
          action="Add"
          send={(input) => resourceAt<Watch>(desk, path).create(id, input)}
          close={adding.close}
        />
      )}
    </section>
  );
}

function nameOf({ watched_by, external_email }: Watch): string {
  return watched_by?.full_name || external_email || 'Unknown watcher';
}

function Watcher({ noun, id, path, fetchLatest, refresh, watch }: WatchersProps & { watch: WatchSummary }) {
  const { desk } = useApi();
  const handing = useOpenForm(`watcher ${watch.id}`);
  const name = nameOf(watch);
  return (
    <RemovableRow
      label={`Remove watcher ${name}`}
      remove={() => resourceAt(desk, path).delete(id, watch.id)}
      removed={refresh}
      heading="watchers"
      announce={`${name} no longer watches this ${noun}`}
      below={
        handing.opened && (
          <WatchForm
            name={`watcher ${watch.id}`}
            action="Hand over"
            noun={noun}
            send={(input) => resourceAt<Watch>(desk, path).update(id, watch.id, input)}
            fetchLatest={fetchLatest}
            refresh={refresh}
            close={handing.close}
          />
        )
      }
    >
      {watch.watched_by && <Avatar of={watch.watched_by} />}
      <span>
        <Breakable>{name}</Breakable>
      </span>
      {!handing.opened && (
        <button
          ref={handing.button}
          type="button"
          className={classes.textButton}
          aria-label={`Hand over from ${name}`}
          onClick={handing.open}
        >
          {`Hand over${handing.mark}`}
        </button>
      )}
    </RemovableRow>
  );
}

function OwnWatch({ noun, id, path, watches, fetchLatest, refresh }: WatchersProps) {
  const { desk } = useApi();
  const me = useMe();
  const ownOf = (all: WatchSummary[]) =>
    all.find(({ watched_by }) => watched_by && String(watched_by.id) === String(me.data?.id));
  const own = ownOf(watches);
  const toggle = useSave({
    mutationFn: (_: { watch: boolean }): Promise<unknown> =>
      own
        ? resourceAt(desk, path).delete(id, own.id)
        : resourceAt(desk, path).create(id, { watched_by: me.data?.id ?? '' }),
    find: async ({ watch }) => ((ownOf(await fetchLatest()) !== undefined) === watch ? watch : undefined),
    onSaved: refresh,
    announce: own ? `You no longer watch this ${noun}` : `You watch this ${noun}`,
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

const fields = {
  watched_by: field('person', 'User or group', (watch: Watch) => watch.watched_by),
  external_email: field('text', 'Or external e-mail', (watch: Watch) => watch.external_email ?? ''),
};

interface WatchFormProps extends Pick<WatchersProps, 'noun' | 'fetchLatest' | 'refresh'> {
  name: string;
  action: string;
  send: (input: ResourceInput) => Promise<Watch>;
  close: () => void;
}

/** A form for a new watcher, or for the successor of one. */
function WatchForm({ name, action, noun, send, fetchLatest, refresh, close }: WatchFormProps) {
  const form = useCreateForm<Watch>({
    name,
    fields,
    send,
    // v1 accepts only one of the two.
    requestOf: (_, { external_email, watched_by = '' }) =>
      external_email && watched_by === '' ? { external_email } : { watched_by },
    find: async ({ input }) =>
      (await fetchLatest()).find(({ watched_by, external_email }) =>
        input.external_email
          ? external_email === input.external_email
          : watched_by !== null && String(watched_by.id) === String(input.watched_by),
      ),
    onSaved: async () => {
      await refresh();
      close();
    },
    announce: (watch) => `${nameOf(watch)} watches this ${noun}`,
  });
  return (
    <section aria-label={action} className={classes.addForm}>
      <EntityForm form={form} action={action} close={close} inline />
    </section>
  );
}
