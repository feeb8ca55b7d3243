import { Button, Group } from '@mantine/core';
import type { Id, WatchSummary } from '@service-desk/client';
import { field } from '../forms/fields.ts';
import { Removable } from '../forms/removable.tsx';
import { SaveFailure } from '../forms/save-failure.tsx';
import { ThingForm, useNewForm } from '../forms/thing-form.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { useSave } from '../forms/use-save.ts';
import { Face } from '../people/face.tsx';
import { useMe } from '../people/queries.ts';
import { type Input, type ResourcePath, resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Breakable } from '../shell/breakable.tsx';
import classes from '../thing.module.css';

type Watch = Pick<WatchSummary, 'watched_by' | 'external_email'>;

interface WatchersProps {
  /** What is watched, such as `incident`, and its id. */
  noun: string;
  id: Id;
  path: ResourcePath;
  watches: WatchSummary[];
  /** Reads who watches now. */
  reread: () => Promise<WatchSummary[]>;
  /** Has it shown as it is after a write. */
  refresh: () => Promise<unknown>;
}

/** Who gets mail when a thing changes. */
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
        {`It cannot be seen who else is looking at this ${noun}, and people cannot be mentioned. Watchers get mail.`}
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

function Watcher({ noun, id, path, reread, refresh, watch }: WatchersProps & { watch: WatchSummary }) {
  const { desk } = useApi();
  const handing = useOpenForm(`watcher ${watch.id}`);
  const name = nameOf(watch);
  return (
    <Removable
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
            reread={reread}
            refresh={refresh}
            close={handing.close}
          />
        )
      }
    >
      {watch.watched_by && <Face of={watch.watched_by} />}
      <span>
        <Breakable>{name}</Breakable>
      </span>
      {!handing.opened && (
        <button
          ref={handing.button}
          type="button"
          className={classes.quiet}
          aria-label={`Hand over from ${name}`}
          onClick={handing.open}
        >
          {`Hand over${handing.mark}`}
        </button>
      )}
    </Removable>
  );
}

function OwnWatch({ noun, id, path, watches, reread, refresh }: WatchersProps) {
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
    find: async ({ watch }) => ((ownOf(await reread()) !== undefined) === watch ? watch : undefined),
    saved: refresh,
    announce: own ? `You no longer watch this ${noun}` : `You watch this ${noun}`,
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

const fields = {
  watched_by: field('person', 'User or group', (watch: Watch) => watch.watched_by),
  external_email: field('text', 'Or an outside e-mail', (watch: Watch) => watch.external_email ?? ''),
};

interface WatchFormProps extends Pick<WatchersProps, 'noun' | 'reread' | 'refresh'> {
  name: string;
  action: string;
  send: (input: Input) => Promise<Watch>;
  close: () => void;
}

/** Says who is to watch: one more, or in place of another. */
function WatchForm({ name, action, noun, send, reread, refresh, close }: WatchFormProps) {
  const form = useNewForm<Watch>({
    name,
    fields,
    send,
    // v1 takes one of the two.
    inputOf: (_, { external_email, watched_by = '' }) =>
      external_email && watched_by === '' ? { external_email } : { watched_by },
    find: async ({ input }) =>
      (await reread()).find(({ watched_by, external_email }) =>
        input.external_email
          ? external_email === input.external_email
          : watched_by !== null && String(watched_by.id) === String(input.watched_by),
      ),
    saved: async () => {
      await refresh();
      close();
    },
    announce: (watch) => `${nameOf(watch)} watches this ${noun}`,
  });
  return (
    <section aria-label={action} className={classes.addWatcher}>
      <ThingForm form={form} action={action} close={close} inline />
    </section>
  );
}
