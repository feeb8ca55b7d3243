import { Button, Group } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { Id, LinkableType } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { field } from '../forms/fields.ts';
import { Removable } from '../forms/removable.tsx';
import { ThingForm, useNewForm } from '../forms/thing-form.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { rowOf } from '../live/row-seed.ts';
import { queriesAt } from '../resource.ts';
import { parseId } from '../search-params.ts';
import { useApi } from '../session.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import classes from '../thing.module.css';
import { nameOf } from './actions.tsx';
import { type AnyKind, type AnyRecord, allKinds, kinds } from './kinds/index.ts';
import { useRecord } from './use-record.ts';

interface Linked {
  kind: AnyKind;
  id: Id;
}

/** The records that a record prints as linked. */
export function linksOf(record: object): Linked[] {
  return allKinds.flatMap((kind) => {
    const links = (record as Partial<Record<LinkableType, Record<string, Id>[]>>)[kind.name] ?? [];
    return links.flatMap((link) => {
      const id = link[`${kind.one}_id`];
      return id === undefined ? [] : [{ kind, id }];
    });
  });
}

/** The records that a record is linked with, by number, title and state. */
export function Links({ kind, record }: { kind: AnyKind; record: AnyRecord }) {
  const adding = useOpenForm('link');
  // Each title costs a request of the hour, so titles are loaded on demand. The browser remembers the choice.
  const [titled, setTitled] = useLocalStorage({
    key: 'service-desk.link-titles',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const links = linksOf(record);
  return (
    <section aria-labelledby="links" className={classes.panel}>
      <h2 id="links" tabIndex={-1} className={classes.subheading}>
        Linked
      </h2>
      {links.length === 0 ? (
        <p className={classes.soft}>Nothing is linked with this.</p>
      ) : (
        <ul className={classes.linked}>
          {links.map((linked) => (
            <LinkedRecord
              key={`${linked.kind.name} ${linked.id}`}
              kind={kind}
              record={record}
              linked={linked}
              titled={titled}
            />
          ))}
        </ul>
      )}
      <p className={classes.soft}>Records cannot be merged. Link the one that stays, and close the other.</p>
      {adding.opened ? (
        <AddLink kind={kind} record={record} close={adding.close} />
      ) : (
        <Group gap="xs">
          <Button ref={adding.button} variant="default" size="xs" onClick={adding.open}>
            {`Link a record${adding.mark}`}
          </Button>
          {links.length > 0 && (
            <Button variant="default" size="xs" aria-pressed={titled} onClick={() => setTitled(!titled)}>
              Show titles
            </Button>
          )}
        </Group>
      )}
    </section>
  );
}

function LinkedRecord({ kind, record, linked, titled }: LinkedRecordProps) {
  const { desk, queries } = useApi();
  const queryClient = useQueryClient();
  const { refresh } = useRecord(kind, record.id);
  const resource = queriesAt<AnyRecord>(queries, linked.kind.name);
  const [row] = useState(() => rowOf<AnyRecord>(queryClient, resource.list.pathKey(), linked.id));
  const { data = row } = useQuery({
    ...resource.get.queryOptions(linked.id),
    staleTime: 60_000,
    enabled: titled && row === undefined,
  });
  const name = nameOf(linked.kind, linked);
  return (
    <Removable
      label={`Remove the link with ${name}`}
      remove={() => desk.links.delete(kind.name, record.id, linked.kind.name, linked.id)}
      removed={refresh}
      heading="links"
      announce={`${name} is no longer linked`}
    >
      <span>
        <Link to="/$kind/$id" params={{ kind: linked.kind.name, id: String(linked.id) }}>
          {name}
        </Link>
        {data && ` ${data.title} `}
        {data && <StatusBadge state={linked.kind.brief(data).state} />}
      </span>
    </Removable>
  );
}

interface LinkedRecordProps {
  kind: AnyKind;
  record: AnyRecord;
  linked: Linked;
  /** Whether its title is loaded, where no list contains it. */
  titled: boolean;
}

const fields = {
  kind: field('choice', 'What', () => '', {
    required: true,
    choices: allKinds.map(({ name, label }) => ({ value: name, label })),
  }),
  number: field('text', 'Number', () => '', { required: true }),
};

function AddLink({ kind, record, close }: { kind: AnyKind; record: AnyRecord; close: () => void }) {
  const { desk } = useApi();
  const { reread, refresh } = useRecord(kind, record.id);
  const toOf = (input: Record<string, unknown>): Linked => ({
    kind: kinds[input.kind as LinkableType],
    id: parseId(String(input.number).replace(/^\s*b?\s*#?\s*/i, '')) ?? String(input.number),
  });
  const form = useNewForm<Linked>({
    name: 'link',
    fields,
    start: { kind: kind.name },
    incidental: ['kind'],
    send: async (input) => {
      const to = toOf(input);
      await link(desk, kind, record.id, to);
      return to;
    },
    find: async ({ input }) => {
      const to = toOf(input);
      return linksOf(await reread()).find(
        (known) => known.kind === to.kind && String(known.id) === String(to.id),
      );
    },
    nouns: Object.fromEntries(allKinds.map(({ one }) => [one, 'number'])),
    saved: async () => {
      await refresh();
      close();
    },
    announce: (to) => `${nameOf(to.kind, to)} is linked`,
  });
  return (
    <div className={classes.addWatcher}>
      <ThingForm form={form} action="Link" close={close} inline />
    </div>
  );
}

/** Links a record with another. */
export function link(
  desk: ReturnType<typeof useApi>['desk'],
  kind: AnyKind,
  id: Id,
  to: Linked,
): Promise<unknown> {
  return desk.links.create(kind.name, id, { [`${to.kind.one}_id`]: to.id } as Parameters<
    typeof desk.links.create
  >[2]);
}
