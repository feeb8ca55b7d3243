import { type Id, NotFoundError } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { CannedTexts } from '../canned/canned-texts.tsx';
import classes from '../details.module.css';
import { cachedRow } from '../live/cached-rows.ts';
import { polling } from '../live/rate-limit.ts';
import { markSeen } from '../live/unread.ts';
import { NoteComposer } from '../notes/note-composer.tsx';
import { Notes } from '../notes/timeline-list.tsx';
import { useMe } from '../people/queries.ts';
import { queriesAt } from '../resource.ts';
import { parseId } from '../search-params.ts';
import { useApi } from '../session.tsx';
import { useShortcut } from '../shell/commands.ts';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { useAddRecent } from '../shell/recent-records.ts';
import { StatusBadge } from '../shell/status-badge.tsx';
import { TimePanel } from '../time/time-panel.tsx';
import { Watchers } from '../watches/watchers.tsx';
import { Actions, placeholdersOf, recordName } from './actions.tsx';
import { type AnyChildKind, Children } from './children.tsx';
import { RecordFacts } from './facts.tsx';
import { type AnyKind, type AnyRecord, recordKinds } from './kinds/index.ts';
import { Links } from './links.tsx';
import { RowTimestamp } from './rows.tsx';
import { useAdjacentRecords, useRecord } from './use-record.ts';

export function RecordPage() {
  const { kind, id: text } = useParams({ from: '/desk/$kind/$id' });
  const id = parseId(text);
  if (id === undefined) return <NoRecord kind={recordKinds[kind]} text={text} />;
  // The key resets the page for another record: input for one must not be saved to the other.
  return <RecordView key={`${kind} ${id}`} kind={recordKinds[kind]} id={id} />;
}

function NoRecord({ kind, text }: { kind: AnyKind; text: string }) {
  const { name, singular } = kind;
  const id = parseId(text);
  return (
    <NotFoundPage
      noun={singular}
      hint={`${recordName(kind, { id: text })} does not exist, or belongs to a service that you cannot see.`}
    >
      {id !== undefined && (
        <Link to="/b/$id" params={{ id: String(id) }}>{`Find #${id} among all records`}</Link>
      )}
      <Link to="/$kind" params={{ kind: name }}>{`Go to my ${name}`}</Link>
    </NotFoundPage>
  );
}

function RecordView({ kind, id }: { kind: AnyKind; id: Id }) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const resource = queriesAt<AnyRecord>(queries, kind.name);
  const query = useQuery({ ...resource.get.queryOptions(id), ...polling });
  const record = query.data;
  const [row] = useState(() => cachedRow<AnyRecord>(queryClient, resource.list.pathKey(), id));
  useSeen(kind, record);
  useAddRecent(record && { kind: kind.name, id: record.id, title: record.title });
  if (query.error instanceof NotFoundError) return <NoRecord kind={kind} text={String(id)} />;
  const known = record ?? row;
  const summary = known && kind.summarize(known);
  return (
    <>
      <div className={classes.top}>
        <AdjacentRecords kind={kind} id={id} />
        <PageHeading documentTitle={known ? `#${id} ${known.title}` : recordName(kind, { id })}>
          {known ? (
            <>
              <span className={classes.number}>{`#${id}`}</span> {known.title}
            </>
          ) : (
            recordName(kind, { id })
          )}
        </PageHeading>
        {known && summary && (
          <div className={classes.bar}>
            <StatusBadge state={summary.state} />
            <span className={classes.where}>{summary.service}</span>
            <span className={classes.summary}>
              {summary.customer && <span>{summary.customer}</span>}
              <RowTimestamp kind={kind} summary={summary} named />
            </span>
            {record && <Actions kind={kind} record={record} />}
          </div>
        )}
      </div>
      <Loaded query={query} label={`the ${kind.singular}`}>
        {(now) => <Body kind={kind} record={now} />}
      </Loaded>
    </>
  );
}

function Body({ kind, record }: { kind: AnyKind; record: AnyRecord }) {
  const { fetchLatest, refresh } = useRecord(kind, record.id);
  const noted = {
    noun: kind.singular,
    ids: [record.id],
    entity: record,
    kinds: kind.notes,
    fetchLatest,
    refresh,
  };
  const watchesOf = ({ watches }: AnyRecord) => watches.map(({ watch }) => watch);
  const composer = useRef<HTMLDivElement>(null);
  useShortcut('n', 'Write a note', () => composer.current?.querySelector('textarea')?.focus());
  return (
    <div className={classes.columns}>
      <div className={classes.story}>
        <Notes {...noted} />
        <div ref={composer}>
          <NoteComposer {...noted}>
            <CannedTexts values={placeholdersOf(kind, record)} />
          </NoteComposer>
        </div>
        {(kind.children as unknown as AnyChildKind[]).map((child) => {
          const childrenOf = (now: AnyRecord) => child.rows?.(now) ?? [];
          return (
            <Children
              key={child.path}
              kind={child}
              ids={[record.id]}
              rows={childrenOf(record)}
              readRows={async () => childrenOf(await fetchLatest())}
              refresh={refresh}
            />
          );
        })}
      </div>
      <div className={classes.side}>
        <RecordFacts kind={kind} record={record} />
        <Links kind={kind} record={record} />
        <Watchers
          noun={kind.singular}
          id={record.id}
          path={`${kind.name}.watches`}
          watches={watchesOf(record)}
          fetchLatest={async () => watchesOf(await fetchLatest())}
          refresh={refresh}
        />
        <TimePanel id={record.id} total={kind.hoursSpent?.(record)} onSaved={refresh} />
      </div>
    </div>
  );
}

/** Marks a record as read. */
function useSeen(kind: AnyKind, record: AnyRecord | undefined): void {
  const me = useMe();
  const lastActive = record && kind.summarize(record).lastActive;
  useEffect(() => {
    if (me.data && record && lastActive) markSeen(me.data.id, record.id, lastActive);
  }, [me.data, record, lastActive]);
}

/** Links to the previous and next record of the list that this one was opened from. */
function AdjacentRecords({ kind, id }: { kind: AnyKind; id: Id }) {
  const navigate = useNavigate();
  const { previous, next } = useAdjacentRecords(kind, id);
  const go = (to: Id | undefined) => {
    if (to === undefined) return;
    void navigate({ to: '/$kind/$id', params: { kind: kind.name, id: String(to) }, replace: true });
  };
  useShortcut(
    '[',
    'Previous record of the queue',
    () => go(previous),
    () => previous !== undefined,
  );
  useShortcut(
    ']',
    'Next record of the queue',
    () => go(next),
    () => next !== undefined,
  );
  if (previous === undefined && next === undefined) return null;
  return (
    <nav aria-label="In the queue" className={classes.adjacent}>
      {[
        { to: previous, text: 'Previous' },
        { to: next, text: 'Next' },
      ].map(({ to, text }) => (
        <Link
          key={text}
          to="/$kind/$id"
          params={{ kind: kind.name, id: String(to ?? id) }}
          disabled={to === undefined}
          replace
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
