import { NativeSelect, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { NotFoundError } from '@service-desk/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useHeldRows } from '../live/held-rows.ts';
import { News } from '../live/news.tsx';
import { live } from '../live/pace.ts';
import { useMe, useUsers } from '../people/queries.ts';
import { useApi } from '../session.tsx';
import { Failure, Stopped } from '../shell/failure.tsx';
import { useListKeys } from '../shell/keys.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { useRowLinks } from '../shell/row-links.ts';
import { SkipToList } from '../shell/skip-to-list.tsx';
import classes from './queue.module.css';
import { QueueCards } from './queue-cards.tsx';
import { QueueFilters } from './queue-filters.tsx';
import {
  defaultLimit,
  limits,
  parseQueueSearch,
  type QueueSearch,
  queueQuery,
  rangeText,
  withFilter,
} from './queue-search.ts';
import { QueueTable } from './queue-table.tsx';
import { useSeesEverybody } from './use-sees-everybody.ts';

/** The open incidents of somebody, a page at a time. All that is chosen stands in the address. */
export function QueuePage() {
  const search = useSearch({ from: '/desk/' });
  const { queries } = useApi();
  const me = useMe();
  const users = useUsers();
  const wide = useMediaQuery('(min-width: 56em)', true, { getInitialValueInEffect: false });

  const incidents = useQuery({
    ...queries.incidents.list.queryOptions(queueQuery(search)),
    ...live,
    placeholderData: keepPreviousData,
  });

  const page = incidents.data;
  const stale = incidents.isPlaceholderData;
  const everybody = useSeesEverybody(search, me.data, stale ? undefined : page);
  const held = useHeldRows(page?.items, JSON.stringify(search), !incidents.isFetching && !stale);
  const result = useRef<HTMLDivElement>(null);
  useListKeys(result);
  const leaveBy = useRowLinks(result, page !== undefined && !stale);
  const stopped = incidents.fetchStatus === 'idle' && (incidents.isPending || stale);
  const total = page && !stale && !Number.isNaN(page.totalEntries) ? page.totalEntries : undefined;
  const chosen = users.data?.find((person) => String(person.id) === String(search.selected_user_id));
  const whose = everybody === undefined ? 'Incidents' : everybody ? 'Everybody’s incidents' : 'My incidents';
  const title =
    search.selected_user_id === undefined ? whose : `Incidents of ${chosen?.full_name ?? 'a colleague'}`;

  const counted = held.fresh > 0 ? `(${held.fresh} new) ` : total === undefined ? '' : `(${total}) `;

  return (
    <>
      <SkipToList list={result} />
      <div className={classes.top}>
        <PageHeading documentTitle={counted + title}>{title}</PageHeading>
        <p className={classes.total} role="status">
          {total !== undefined ? `${total} open` : stale && !stopped ? 'Loading…' : ''}
        </p>
        <News held={held} shown={() => result.current?.querySelector<HTMLElement>('[data-row]')?.focus()} />
      </div>
      <QueueFilters search={search} me={me.data} everybody={everybody} users={users} />
      {stopped && (
        <div className={classes.stopped}>
          <Stopped what="the queue" retry={() => incidents.refetch()} />
        </div>
      )}
      {incidents.isError && !page ? (
        <QueueFailure error={incidents.error} retry={() => incidents.refetch()} />
      ) : !page ? (
        !stopped && <Loading />
      ) : (
        <div
          ref={result}
          onClickCapture={leaveBy}
          aria-busy={stale && incidents.isFetching}
          data-stale={stale || undefined}
          className={classes.result}
        >
          {incidents.isError && (
            <Failure
              title="This may be out of date"
              error={incidents.error}
              retry={() => incidents.refetch()}
            />
          )}
          {held.rows.length === 0 ? (
            <Empty search={search} pages={page.totalPages} total={page.totalEntries} />
          ) : wide ? (
            <QueueTable incidents={held.rows} gone={held.gone} />
          ) : (
            <QueueCards incidents={held.rows} gone={held.gone} />
          )}
          {held.rows.length > 0 && (
            <Pager
              search={search}
              count={held.rows.length}
              total={page.totalEntries}
              pages={page.totalPages}
              shown={page.page}
            />
          )}
        </div>
      )}
    </>
  );
}

function QueueFailure({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <>
      <Failure title="The queue could not be loaded" error={error} retry={retry} />
      {error instanceof NotFoundError && (
        <p>
          <Link to="/">Go back to your own queue</Link>
        </p>
      )}
    </>
  );
}

function Loading() {
  return (
    <div className={classes.loading}>
      <p className="visually-hidden" role="status">
        Loading incidents
      </p>
      {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
        <Skeleton key={row} height={38} radius="sm" />
      ))}
    </div>
  );
}

function Empty({ search, pages, total }: { search: QueueSearch; pages: number; total: number }) {
  if (total > 0) {
    return (
      <div className={classes.empty}>
        <h2>There is nothing on this page</h2>
        <p>
          {`The queue has ${total === 1 ? 'one incident' : `${total} incidents`}. `}
          <Link to="/" search={parseQueueSearch({ ...search, page: pages })}>
            Go to its last page
          </Link>
        </p>
      </div>
    );
  }
  const filtered = search.service_ids !== undefined;
  return (
    <div className={classes.empty}>
      <h2>{filtered ? 'Nothing matches' : 'Nothing to do'}</h2>
      <p>
        {filtered
          ? 'There are no open incidents for the services chosen. '
          : 'There are no open incidents here. '}
        {filtered ? (
          <Link to="/" search={withFilter(search, { service_ids: undefined })}>
            Show all services
          </Link>
        ) : (
          <Link to="/new">Open a new one</Link>
        )}
      </p>
    </div>
  );
}

interface PagerProps {
  search: QueueSearch;
  count: number;
  total: number;
  pages: number;
  shown: number;
}

function Pager({ search, count, total, pages, shown }: PagerProps) {
  const navigate = useNavigate();
  const limit = search.limit ?? defaultLimit;
  const page = search.page ?? 1;
  const more = Number.isNaN(pages) ? count >= limit : page < pages;
  const choices = [...new Set([...limits, limit])].sort((a, b) => a - b);
  return (
    <nav aria-label="Pages" className={classes.pager}>
      <p className={classes.range} role="status">
        {rangeText(shown, limit, count, total)}
      </p>
      <NativeSelect
        size="xs"
        label="Per page"
        classNames={{ root: classes.perPage ?? '', label: classes.perPageLabel ?? '' }}
        value={String(limit)}
        data={choices.map(String)}
        onChange={(event) =>
          navigate({ to: '/', search: withFilter(search, { limit: Number(event.currentTarget.value) }) })
        }
      />
      {pages > 2 && <Jump key={page} search={search} page={page} pages={pages} />}
      <div className={classes.steps}>
        <Step label="Previous page" text="Previous" enabled={page > 1} search={search} page={page - 1} />
        <Step label="Next page" text="Next" enabled={more} search={search} page={page + 1} />
      </div>
    </nav>
  );
}

/** The way to a page by its number; one beyond the last leads to the last. */
function Jump({ search, page, pages }: { search: QueueSearch; page: number; pages: number }) {
  const navigate = useNavigate();
  const [number, setNumber] = useState(String(page));
  function go(event: FormEvent) {
    event.preventDefault();
    const wanted = Math.trunc(Number(number));
    if (!(wanted >= 1)) return setNumber(String(page));
    void navigate({ to: '/', search: parseQueueSearch({ ...search, page: Math.min(wanted, pages) }) });
  }
  return (
    <form onSubmit={go} className={classes.jump}>
      <label htmlFor="page">Page</label>
      <input
        id="page"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        className={classes.pageNumber}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <span>{`of ${pages}`}</span>
    </form>
  );
}

interface StepProps {
  label: string;
  text: string;
  enabled: boolean;
  search: QueueSearch;
  page: number;
}

function Step({ label, text, enabled, search, page }: StepProps) {
  // A link without address keeps its place: the buttons do not jump at the first and last page.
  return (
    <Link
      to="/"
      search={parseQueueSearch({ ...search, page })}
      disabled={!enabled}
      aria-label={label}
      className={classes.step}
    >
      {text}
    </Link>
  );
}
