import { useMediaQuery } from '@mantine/hooks';
import type { Page } from '@service-desk/client';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useRef } from 'react';
import { NewRowsButton } from '../live/new-rows-button.tsx';
import { polling } from '../live/rate-limit.ts';
import { useStableRows } from '../live/stable-rows.ts';
import { unreadFor } from '../live/unread.ts';
import { useMe, useUsers } from '../people/queries.ts';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useListKeys, useShortcut } from '../shell/commands.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { Pager, withPaging } from '../shell/pager.tsx';
import { useRowLinks } from '../shell/row-links.ts';
import { SkipToList } from '../shell/skip-to-list.tsx';
import { type AnyKind, type AnyRecord, recordKinds } from './kinds/index.ts';
import classes from './queue.module.css';
import { QueueFilters } from './queue-filters.tsx';
import { type QueueSearch, queueQuery, withFilter } from './queue-search.ts';
import { QueueCards, QueueTable } from './rows.tsx';
import { SavedViews } from './saved-views.tsx';
import { useSelection } from './selection.ts';
import { useAccountWide } from './use-account-wide.ts';

// Loaded when a row is selected, since it needs the code of forms.
const BulkBar = lazy(async () => ({ default: (await import('./bulk-bar.tsx')).BulkBar }));

/** The open records of a kind, by page. All filters are in the address. */
export function QueuePage() {
  const { kind } = useParams({ from: '/desk/$kind/' });
  return <Queue key={kind} kind={recordKinds[kind]} />;
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
    ...polling,
    placeholderData: keepPreviousData,
  }) as unknown as UseQueryResult<Page<AnyRecord>>;

  const page = records.data;
  const stale = records.isPlaceholderData;
  const accountWide = useAccountWide(kind, search, me.data, stale ? undefined : page);
  const list = JSON.stringify(search);
  const stable = useStableRows(page?.items, list, !records.isFetching && !stale);
  const selection = useSelection(
    list,
    stable.rows.map(({ id }) => String(id)),
  );
  const { selected, select } = selection;
  const result = useRef<HTMLDivElement>(null);
  useListKeys(result, (id) => select(id, !selected.has(id)));
  useShortcut(
    'n',
    `New ${kind.singular}`,
    () => void navigate({ to: '/$kind/new', params: { kind: kind.name } }),
  );
  const openRow = useRowLinks(result, page !== undefined && !stale);
  const total = stale ? undefined : page?.totalEntries;
  const title = titleOf(kind, search, accountWide, users.data);
  const counted =
    stable.newCount > 0 ? `(${stable.newCount} new) ` : total === undefined ? '' : `(${total}) `;
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
            : stale && records.isFetching
              ? 'Loading…'
              : ''}
        </p>
        <NewRowsButton
          stable={stable}
          shown={() => result.current?.querySelector<HTMLElement>('[data-row]')?.focus()}
        />
        <Link to="/$kind/new" params={{ kind: kind.name }} className={classes.new}>
          {`New ${kind.singular}`}
        </Link>
      </div>
      <SavedViews kind={kind} search={search} />
      <QueueFilters kind={kind} search={search} me={me.data} accountWide={accountWide} users={users} />
      <div className={classes.result}>
        <Loaded
          query={records}
          label="the queue"
          back={{
            text: 'Show my queue',
            go: () => void navigate({ to: '/$kind', params: { kind: kind.name } }),
          }}
        >
          {(page) => (
            <div
              ref={result}
              onClickCapture={openRow}
              aria-busy={stale && records.isFetching}
              data-stale={stale || undefined}
              className={classes.result}
            >
              {selected.size > 0 && (
                <Suspense>
                  <BulkBar
                    kind={kind}
                    records={stable.rows.filter(({ id }) => selected.has(String(id)))}
                    select={(rows) => selection.selectOnly(rows.map(({ id }) => String(id)))}
                    refresh={stable.show}
                  />
                </Suspense>
              )}
              {stable.rows.length === 0 ? (
                <Empty kind={kind} search={search} pages={page.totalPages} total={page.totalEntries} />
              ) : (
                <>
                  <Rows
                    kind={kind}
                    records={stable.rows}
                    gone={stable.gone}
                    isUnread={(record) => isUnread(record.id, kind.summarize(record).lastActive)}
                    selection={selection}
                  />
                  <Pager
                    paging={search}
                    count={stable.rows.length}
                    total={page.totalEntries}
                    pages={page.totalPages}
                    shown={page.page}
                  />
                </>
              )}
            </div>
          )}
        </Loaded>
      </div>
    </>
  );
}

function titleOf(
  kind: AnyKind,
  { selected_user_id: of, report_id }: QueueSearch,
  accountWide: boolean | undefined,
  users: readonly { id: unknown; full_name: string }[] | undefined,
): string {
  const person = users?.find(({ id }) => String(id) === String(of))?.full_name ?? 'A colleague';
  if (report_id !== undefined) return `${kind.label} of report ${report_id}`;
  if (of !== undefined) return `${person}’s ${kind.name}`;
  return accountWide === undefined ? kind.label : `${accountWide ? 'All' : 'My'} ${kind.name}`;
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
        <h2>This page is empty</h2>
        <p>
          {`The queue has ${total === 1 ? `one ${kind.singular}` : `${total} ${kind.name}`}. `}
          <Link to="/$kind" params={params} search={withPaging(search, { ...search, page: pages })}>
            Go to the last page
          </Link>
        </p>
      </div>
    );
  }
  const filtered = search.service_ids !== undefined;
  return (
    <div className={classes.empty}>
      <h2>{filtered ? 'No matches' : `No open ${kind.name}`}</h2>
      <p>
        {filtered && `There are no open ${kind.name} for the selected services.  `}
        {filtered ? (
          <Link to="/$kind" params={params} search={withFilter(search, { service_ids: undefined })}>
            Show all services
          </Link>
        ) : (
          <Link to="/$kind/new" params={params}>
            {`New ${kind.singular}`}
          </Link>
        )}
      </p>
    </div>
  );
}
