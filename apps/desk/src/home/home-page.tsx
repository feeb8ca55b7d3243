import { Button, Skeleton } from '@mantine/core';
import type { CurrentUser, Page } from '@service-desk/client';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { hasPassed, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import { polling } from '../live/rate-limit.ts';
import { unreadFor } from '../live/unread.ts';
import { useMe } from '../people/queries.ts';
import { type AnyKind, type AnyRecord, allKinds } from '../records/kinds/index.ts';
import { queueQuery } from '../records/queue-search.ts';
import { RowTimestamp } from '../records/rows.tsx';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useListKeys } from '../shell/commands.ts';
import { Failure } from '../shell/failure.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { WeekHours } from '../time/week-hours.tsx';
import classes from './home.module.css';

/** The number of records of each kind that are checked. */
const CHECKED = 50;
/** The number of records that are shown per reason until a person wants all. */
const SHOWN = 6;
const DAY = 24 * 3_600_000;

interface Found {
  kind: AnyKind;
  record: AnyRecord;
}

/** The number of the user's records of each kind, and the records that need attention. */
export function HomePage() {
  const me = useMe();
  return (
    <>
      <PageHeading documentTitle="Home">Needs attention</PageHeading>
      {me.isError && (
        <Failure title="Your account could not be loaded" error={me.error} retry={() => me.refetch()} />
      )}
      {me.data ? <Counts me={me.data} /> : !me.isError && <Skeleton height={84} />}
      {me.data && <Urgent me={me.data} />}
    </>
  );
}

function Counts({ me }: { me: CurrentUser }) {
  return (
    <ul aria-label="My records" className={classes.counts}>
      {allKinds.map(({ name, singular, label }) => (
        <li key={name}>
          <Link
            to="/$kind"
            params={{ kind: name }}
            search={{ selected_user_id: me.id }}
            className={classes.count}
          >
            <span className={classes.number}>
              {(me as unknown as Record<string, number>)[`${singular}_count`]}
            </span>
            {label}
          </Link>
        </li>
      ))}
      <li>
        <WeekHours user={me.id} className={classes.count} number={classes.number} />
      </li>
    </ul>
  );
}

/** The reasons why a record needs attention; the first that applies is shown. */
const reasons = [
  {
    label: 'Overdue',
    applies: ({ due, state }: Judged, now: number) => state.active && hasPassed(due ?? null, now),
  },
  {
    label: 'Past escalation',
    applies: ({ escalates, state }: Judged, now: number) => state.active && hasPassed(escalates ?? null, now),
  },
  {
    label: 'Due within a day',
    applies: ({ due, state }: Judged, now: number) =>
      state.active && !isBlank(due ?? null) && hasPassed(due ?? null, now + DAY),
  },
  { label: 'Changed since you last looked', applies: ({ unread }: Judged) => unread },
] as const;

type Judged = ReturnType<AnyKind['summarize']> & { unread: boolean };

function Urgent({ me }: { me: CurrentUser }) {
  const { queries } = useApi();
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);
  useListKeys(list);
  const lists = useQueries({
    queries: allKinds.map((kind) => ({
      ...queriesAt<AnyRecord>(queries, kind.name).list.queryOptions(
        queueQuery(kind, { selected_user_id: me.id, include_watchlisted: true, limit: CHECKED }),
      ),
      ...polling,
    })),
  });
  const pages = lists.map(({ data }) => data as Page<AnyRecord> | undefined);
  const isUnread = unreadFor(me.id);
  const found = new Map<string, Found[]>();
  allKinds.forEach((kind, at) => {
    for (const record of pages[at]?.items ?? []) {
      const summary = kind.summarize(record);
      const judged = { ...summary, unread: isUnread(record.id, summary.lastActive) };
      const reason = reasons.find(({ applies }) => applies(judged, now));
      if (reason) found.set(reason.label, [...(found.get(reason.label) ?? []), { kind, record }]);
    }
  });
  const failed = lists.filter(({ isError }) => isError);
  const loading = lists.some(({ isLoading }) => isLoading);
  return (
    <div ref={list} className={classes.reasons} aria-busy={loading}>
      {failed.length > 0 && (
        <Failure
          title="Not everything could be loaded"
          error={failed[0]?.error}
          retry={() => failed.map(({ refetch }) => refetch())}
        />
      )}
      {loading && (
        <>
          <p className="visually-hidden" role="status">
            Loading records that need attention
          </p>
          <Skeleton height={160} />
        </>
      )}
      {!loading && failed.length === 0 && found.size === 0 && (
        <p className={classes.calm}>
          Nothing is overdue, past escalation, due within a day, or changed since you last looked.
        </p>
      )}
      {reasons.map(({ label }) => {
        const records = found.get(label) ?? [];
        return records.length > 0 && <Reason key={label} label={label} found={records} />;
      })}
      {allKinds.map(({ name, label, hasWatchlist }, at) => {
        const total = pages[at]?.totalEntries ?? 0;
        return (
          total > CHECKED && (
            <p key={name} className={classes.unchecked}>
              {`Only the first ${CHECKED} of `}
              <Link
                to="/$kind"
                params={{ kind: name }}
                search={{ selected_user_id: me.id, ...(hasWatchlist && { include_watchlisted: true }) }}
              >{`${total} ${label.toLowerCase()}`}</Link>
              {' are checked.'}
            </p>
          )
        );
      })}
    </div>
  );
}

function Reason({ label, found }: { label: string; found: Found[] }) {
  const [all, setAll] = useState(false);
  const hidden = found.length - SHOWN;
  return (
    <section aria-label={label} className={classes.reason}>
      <h2>
        {label} <span className={classes.soft}>{found.length}</span>
      </h2>
      <ul>
        {found.slice(0, all ? found.length : SHOWN).map(({ kind, record }) => {
          const summary = kind.summarize(record);
          return (
            <li key={String(record.id)}>
              <Link to="/$kind/$id" params={{ kind: kind.name, id: String(record.id) }} data-row={record.id}>
                {`#${record.id} ${record.title}`}
              </Link>
              <span className={classes.side}>
                <StatusBadge state={summary.state} />
                <RowTimestamp kind={kind} summary={summary} named={label !== 'Overdue'} />
              </span>
            </li>
          );
        })}
      </ul>
      {hidden > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          ml="-0.5rem"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? 'Show fewer' : `Show ${hidden} more`}
        </Button>
      )}
    </section>
  );
}
