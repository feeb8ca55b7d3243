import { Skeleton } from '@mantine/core';
import type { CurrentUser, Page } from '@service-desk/client';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { hasPassed, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import { live } from '../live/pace.ts';
import { unreadFor } from '../live/seen.ts';
import { useMe } from '../people/queries.ts';
import { type AnyKind, type AnyRecord, allKinds } from '../records/kinds/index.ts';
import { queueQuery } from '../records/queue-search.ts';
import { RowMoment } from '../records/rows.tsx';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useListKeys } from '../shell/commands.ts';
import { Failure } from '../shell/failure.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { WeekHours } from '../time/week-hours.tsx';
import classes from './home.module.css';

/** So many records of each kind are looked through for what is urgent. */
const LOOKED_AT = 50;
/** So many are shown of each reason. */
const SHOWN = 6;
/** Milliseconds within which something is due soon. */
const SOON = 24 * 3_600_000;

interface Found {
  kind: AnyKind;
  record: AnyRecord;
}

/** What needs the person now, and how much they have of each kind. */
export function HomePage() {
  const me = useMe();
  return (
    <>
      <PageHeading documentTitle="Home">What needs you now</PageHeading>
      {me.isError && <Failure title="You could not be loaded" error={me.error} retry={() => me.refetch()} />}
      {me.data ? <Counts me={me.data} /> : !me.isError && <Skeleton height={84} />}
      {me.data && <Urgent me={me.data} />}
    </>
  );
}

function Counts({ me }: { me: CurrentUser }) {
  return (
    <ul aria-label="Yours" className={classes.counts}>
      {allKinds.map(({ name, one, label }) => (
        <li key={name}>
          <Link
            to="/$kind"
            params={{ kind: name }}
            search={{ selected_user_id: me.id }}
            className={classes.count}
          >
            <span className={classes.number}>
              {(me as unknown as Record<string, number>)[`${one}_count`]}
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

/** Why a record needs the person now; the first that applies counts. */
const reasons = [
  {
    label: 'Overdue',
    applies: ({ due, state }: Judged, now: number) => state.waiting && hasPassed(due ?? null, now),
  },
  {
    label: 'Past escalation',
    applies: ({ escalates, state }: Judged, now: number) =>
      state.waiting && hasPassed(escalates ?? null, now),
  },
  {
    label: 'Also due within a day',
    applies: ({ due, state }: Judged, now: number) =>
      state.waiting && !isBlank(due ?? null) && hasPassed(due ?? null, now + SOON),
  },
  { label: 'Changed since you looked', applies: ({ unread }: Judged) => unread },
] as const;

type Judged = ReturnType<AnyKind['brief']> & { unread: boolean };

function Urgent({ me }: { me: CurrentUser }) {
  const { queries } = useApi();
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);
  useListKeys(list);
  const lists = useQueries({
    queries: allKinds.map((kind) => ({
      ...queriesAt<AnyRecord>(queries, kind.name).list.queryOptions(
        queueQuery(kind, { selected_user_id: me.id, include_watchlisted: true, limit: LOOKED_AT }),
      ),
      ...live,
    })),
  });
  const isUnread = unreadFor(me.id);
  const found = new Map<string, Found[]>();
  allKinds.forEach((kind, at) => {
    for (const record of (lists[at]?.data as Page<AnyRecord> | undefined)?.items ?? []) {
      const brief = kind.brief(record);
      const judged = { ...brief, unread: isUnread(record.id, brief.lastActive) };
      const reason = reasons.find(({ applies }) => applies(judged, now));
      if (reason) found.set(reason.label, [...(found.get(reason.label) ?? []), { kind, record }]);
    }
  });
  const failed = lists.find(({ isError }) => isError);
  const loading = lists.some(({ isLoading }) => isLoading);
  return (
    <div ref={list} className={classes.reasons} aria-busy={loading}>
      {failed && (
        <Failure title="Not everything could be loaded" error={failed.error} retry={() => failed.refetch()} />
      )}
      {loading && (
        <>
          <p className="visually-hidden" role="status">
            Loading what needs you
          </p>
          <Skeleton height={160} />
        </>
      )}
      {!loading && !failed && found.size === 0 && (
        <p className={classes.calm}>
          Nothing is overdue, past escalation, due within a day, or changed since you looked.
        </p>
      )}
      {reasons.map(({ label }) => {
        const records = found.get(label) ?? [];
        return records.length > 0 && <Reason key={label} label={label} found={records} />;
      })}
    </div>
  );
}

function Reason({ label, found }: { label: string; found: Found[] }) {
  return (
    <section aria-label={label} className={classes.reason}>
      <h2>
        {label} <span className={classes.soft}>{found.length}</span>
      </h2>
      <ul>
        {found.slice(0, SHOWN).map(({ kind, record }) => {
          const brief = kind.brief(record);
          return (
            <li key={String(record.id)}>
              <Link to="/$kind/$id" params={{ kind: kind.name, id: String(record.id) }} data-row={record.id}>
                {`#${record.id} ${record.title}`}
              </Link>
              <span className={classes.side}>
                <StatusBadge state={brief.state} />
                <RowMoment kind={kind} brief={brief} named={label !== 'Overdue'} />
              </span>
            </li>
          );
        })}
      </ul>
      {found.length > SHOWN && (
        <p className={classes.soft}>{`and ${found.length - SHOWN} more, in the queues`}</p>
      )}
    </section>
  );
}
