import { Button, Group } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { Id, LinkableType } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import classes from '../details.module.css';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { field } from '../forms/fields.ts';
import { RemovableRow } from '../forms/removable-row.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { cachedRow } from '../live/cached-rows.ts';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { recordName } from './actions.tsx';
import { type AnyKind, type AnyRecord, allKinds } from './kinds/index.ts';
import { type Linked, linkedRecord } from './linked-record.ts';
import { useRecord } from './use-record.ts';

/** The links in a record's response. */
export function linksOf(record: object): Linked[] {
  return allKinds.flatMap((kind) => {
    const links = (record as Partial<Record<LinkableType, Record<string, Id>[]>>)[kind.name] ?? [];
    return links.flatMap((link) => {
      const id = link[`${kind.singular}_id`];
      return id === undefined ? [] : [{ kind, id }];
    });
  });
}

/** The linked records of a record, by number, title and state. */
export function Links({ kind, record }: { kind: AnyKind; record: AnyRecord }) {
  const adding = useOpenForm('link');
  // Each title takes a request, so titles are loaded on demand. The browser stores the choice.
  const [titled, setTitled] = useLocalStorage({
    key: 'service-desk.link-titles',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const links = linksOf(record);
  return (
    <section aria-labelledby="links" className={classes.panel}>
      <h2 id="links" tabIndex={-1} className={classes.subheading}>
        Linked records
      </h2>
      {links.length === 0 ? (
        <p className={classes.soft}>None yet.</p>
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
      <p className={classes.soft}>
        Records cannot be merged. Link the one that you keep, and close the other.
      </p>
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
  const { data } = useQuery({
    ...resource.get.queryOptions(linked.id),
    placeholderData: () => cachedRow<AnyRecord>(queryClient, resource.list.pathKey(), linked.id),
    staleTime: 60_000,
    enabled: titled,
  });
  const name = recordName(linked.kind, linked);
  return (
    <RemovableRow
      label={`Remove link to ${name}`}
      remove={() => desk.links.delete(kind.name, record.id, linked.kind.name, linked.id)}
      removed={refresh}
      heading="links"
      announce={`Link to ${name} removed`}
    >
      <span>
        <Link to="/$kind/$id" params={{ kind: linked.kind.name, id: String(linked.id) }}>
          {name}
        </Link>
        {data && ` ${data.title} `}
        {data && <StatusBadge state={linked.kind.summarize(data).state} />}
      </span>
    </RemovableRow>
  );
}

interface LinkedRecordProps {
  kind: AnyKind;
  record: AnyRecord;
  linked: Linked;
  /** Whether to fetch the title. Without it, those in cached lists are shown. */
  titled: boolean;
}

const fields = {
  kind: field('choice', 'Type', () => '', {
    required: true,
    choices: allKinds.map(({ name, label }) => ({ value: name, label })),
  }),
  number: field('text', 'Number', () => '', { required: true }),
};

function AddLink({ kind, record, close }: { kind: AnyKind; record: AnyRecord; close: () => void }) {
  const { desk } = useApi();
  const { fetchLatest, refresh } = useRecord(kind, record.id);
  const form = useCreateForm<Linked>({
    name: 'link',
    fields,
    start: { kind: kind.name },
    incidental: ['kind'],
    send: async (input) => {
      const to = linkedRecord(input);
      await link(desk, kind, record.id, to);
      return to;
    },
    find: async ({ input }) => {
      const to = linkedRecord(input);
      return linksOf(await fetchLatest()).find(
        (known) => known.kind === to.kind && String(known.id) === String(to.id),
      );
    },
    nouns: Object.fromEntries(allKinds.map(({ singular }) => [singular, 'number'])),
    onSaved: async () => {
      await refresh();
      close();
    },
    announce: (to) => `${recordName(to.kind, to)} linked`,
  });
  return (
    <div className={classes.addForm}>
      <EntityForm form={form} action="Link" close={close} inline />
    </div>
  );
}

export function link(
  desk: ReturnType<typeof useApi>['desk'],
  kind: AnyKind,
  id: Id,
  to: Linked,
): Promise<unknown> {
  return desk.links.create(kind.name, id, { [`${to.kind.singular}_id`]: to.id } as Parameters<
    typeof desk.links.create
  >[2]);
}
