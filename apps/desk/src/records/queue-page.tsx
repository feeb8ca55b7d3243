import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Page } from '@service-desk/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useHeldRows } from '../live/held-rows.ts';
import { News } from '../live/news.tsx';
import { live } from '../live/pace.ts';
import { unreadFor } from '../live/seen.ts';
import { useMe, useUsers } from '../people/queries.ts';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useListKeys, useShortcut } from '../shell/commands.ts';
import { Failure, Stopped } from '../shell/failure.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { Pager, withPaging } from '../shell/pager.tsx';
import { useRowLinks } from '../shell/row-links.ts';
import { SkipToList } from '../shell/skip-to-list.tsx';
import { type AnyKind, type AnyRecord, kinds } from './kinds/index.ts';
import classes from './queue.module.css';
import { QueueFilters } from './queue-filters.tsx';
import { type QueueSearch, queueQuery, withFilter } from './queue-search.ts';
import { QueueCards, QueueTable } from './rows.tsx';
import { SavedViews } from './saved-views.tsx';
import { useSeesEverybody } from './use-sees-everybody.ts';

// With its forms, it is brought by the first row that is selected.
const BulkBar = lazy(async () => ({ default: (await import('./bulk-bar.tsx')).BulkBar }));

/** The open records of a kind and a person, a page at a time. The address holds every filter. */
export function QueuePage() {
  const { kind } = useParams({ from: '/desk/$kind/' });
  return <Queue key={kind} kind={kinds[kind]} />;
}

function Queue({ kind }: { kind: AnyKind }) {
  const search = useSearch({ from: '/desk/$kind/' });
  const navigate = useNavigate();
  const { queries } = useApi();
  const me = useMe();
  const users = useUsers();
  const wide = useMediaQuery('(min-width: 56em)', true, { getInitialValueInEffect: false });

  const records = useQuery({
    ...queriesAt<AnyRecord>(queries, kind.name).list.queryOptions(queueQuery(kind, search)),
    ...live,
    placeholderData: keepPreviousData,
  });

  const page = records.data as Page<AnyRecord> | undefined;
  const stale = records.isPlaceholderData;
  const everybody = useSeesEverybody(kind, search, me.data, stale ? undefined : page);
  const list = JSON.stringify(search);
  const held = useHeldRows(page?.items, list, !records.isFetching && !stale);
  const [selection, setSelection] = useState<{ list: string; ids: ReadonlySet<string> }>();
  const selected = selection?.list === list ? selection.ids : new Set<string>();
  const result = useRef<HTMLDivElement>(null);
  useListKeys(result);
  useShortcut('n', `New ${kind.one}`, () => void navigate({ to: '/$kind/new', params: { kind: kind.name } }));
  const leaveBy = useRowLinks(result, page !== undefined && !stale);
  const stopped = records.fetchStatus === 'idle' && (records.isPending || stale);
  const total = stale ? undefined : page?.totalEntries;
  const title = titleOf(kind, search, everybody, users.data);
  const counted = held.fresh > 0 ? `(${held.fresh} new) ` : total === undefined ? '' : `(${total}) `;
  const isUnread = me.data ? unreadFor(me.data.id) : () => false;
  const Rows = wide ? QueueTable : QueueCards;

  return (
    <>
      <SkipToList list={result} />
      <div className={classes.top}>
        <PageHeading documentTitle={counted + title}>{title}</PageHeading>
        <p className={classes.total} role="status">
          {total !== undefined
            ? `${total} ${search.report_id === undefined ? 'open' : 'found'}`
            : stale && !stopped
              ? 'Loading…'
              : ''}
        </p>
        <News held={held} shown={() => result.current?.querySelector<HTMLElement>('[data-row]')?.focus()} />
        <Link to="/$kind/new" params={{ kind: kind.name }} className={classes.new}>
          {`New ${kind.one}`}
        </Link>
      </div>
      <SavedViews kind={kind} search={search} />
      <QueueFilters kind={kind} search={search} me={me.data} everybody={everybody} users={users} />
      {stopped && (
        <div className={classes.stopped}>
          <Stopped what="the queue" retry={() => records.refetch()} />
        </div>
      )}
      {records.isError && !page ? (
        <Failure
          title="The queue could not be loaded"
          error={records.error}
          retry={() => records.refetch()}
          back={{
            text: 'Go back to your own queue',
            go: () => void navigate({ to: '/$kind', params: { kind: kind.name } }),
          }}
        />
      ) : !page ? (
        !stopped && <Loading kind={kind} />
      ) : (
        <div
          ref={result}
          onClickCapture={leaveBy}
          aria-busy={stale && records.isFetching}
          data-stale={stale || undefined}
          className={classes.result}
        >
          {records.isError && (
            <Failure title="This may be out of date" error={records.error} retry={() => records.refetch()} />
          )}
          {selected.size > 0 && (
            <Suspense>
              <BulkBar
                kind={kind}
                records={held.rows.filter(({ id }) => selected.has(String(id)))}
                clear={() => setSelection(undefined)}
              />
            </Suspense>
          )}
          {held.rows.length === 0 ? (
            <Empty kind={kind} search={search} pages={page.totalPages} total={page.totalEntries} />
          ) : (
            <>
              <Rows
                kind={kind}
                records={held.rows}
                gone={held.gone}
                isUnread={(record) => isUnread(record.id, kind.brief(record).lastActive)}
                selected={selected}
                select={(id, on) => {
                  const others = [...selected].filter((known) => known !== id);
                  setSelection({ list, ids: new Set(on ? [...others, id] : others) });
                }}
              />
              <Pager
                paging={search}
                count={held.rows.length}
                total={page.totalEntries}
                pages={page.totalPages}
                shown={page.page}
              />
            </>
          )}
        </div>
      )}
    </>
  );
}

function titleOf(
  kind: AnyKind,
  { selected_user_id: of, report_id }: QueueSearch,
  everybody: boolean | undefined,
  users: readonly { id: unknown; full_name: string }[] | undefined,
): string {
  const person = users?.find(({ id }) => String(id) === String(of))?.full_name ?? 'A colleague';
  if (report_id !== undefined) return `${kind.label} of report ${report_id}`;
  if (of !== undefined) return `${person}’s ${kind.name}`;
  return everybody === undefined ? kind.label : `${everybody ? 'Everybody’s' : 'My'} ${kind.name}`;
}

function Loading({ kind }: { kind: AnyKind }) {
  return (
    <div className={classes.loading}>
      <p className="visually-hidden" role="status">
        {`Loading ${kind.name}`}
      </p>
      {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
        <Skeleton key={row} height={38} radius="sm" />
      ))}
    </div>
  );
}

function Empty(props: {
  kind: AnyKind;
  search: QueueSearch;
  pages: number | undefined;
  total: number | undefined;
}) {
  const { kind, search, pages = 1, total = 0 } = props;
  const params = { kind: kind.name };
  if (total > 0) {
    return (
      <div className={classes.empty}>
        <h2>There is nothing on this page</h2>
        <p>
          {`The queue has ${total === 1 ? `one ${kind.one}` : `${total} ${kind.name}`}. `}
          <Link to="/$kind" params={params} search={withPaging(search, { ...search, page: pages })}>
            Go to its last page
          </Link>
        </p>
      </div>
    );
  }
  const filtered = search.service_ids !== undefined;
  return (
    <div className={classes.empty}>
      <h2>{filtered ? 'Nothing matches' : `No open ${kind.name}`}</h2>
      <p>
        {filtered && `There are no open ${kind.name} for the services chosen. `}
        {filtered ? (
          <Link to="/$kind" params={params} search={withFilter(search, { service_ids: undefined })}>
            Show all services
          </Link>
        ) : (
          <Link to="/$kind/new" params={params}>
            Open a new one
          </Link>
        )}
      </p>
    </div>
  );
}
