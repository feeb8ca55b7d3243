import { type Id, NotFoundError } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { CannedTexts } from '../canned/canned-texts.tsx';
import { live } from '../live/pace.ts';
import { rowOf } from '../live/row-seed.ts';
import { markSeen } from '../live/seen.ts';
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
import { useRecent } from '../shell/recent.ts';
import { StatusBadge } from '../shell/status-badge.tsx';
import classes from '../thing.module.css';
import { TimePanel } from '../time/time-panel.tsx';
import { Watchers } from '../watches/watchers.tsx';
import { Actions, blanksOf, nameOf } from './actions.tsx';
import { type AnyChildKind, Children } from './children.tsx';
import { Facts } from './facts.tsx';
import { type AnyKind, type AnyRecord, kinds } from './kinds/index.ts';
import { Links } from './links.tsx';
import { RowMoment } from './rows.tsx';
import { useNeighbours, useRecord } from './use-record.ts';

export function RecordPage() {
  const { kind, id: text } = useParams({ from: '/desk/$kind/$id' });
  const id = parseId(text);
  if (id === undefined) return <NoRecord kind={kinds[kind]} text={text} />;
  // Another number is another page: what was typed for one record must not end up at the next.
  return <RecordView key={`${kind} ${id}`} kind={kinds[kind]} id={id} />;
}

function NoRecord({ kind, text }: { kind: AnyKind; text: string }) {
  const { name, one } = kind;
  return (
    <NotFoundPage
      what={one}
      hint={`${nameOf(kind, { id: text })} does not exist, or belongs to a service that you cannot see.`}
    >
      <Link to="/$kind" params={{ kind: name }}>{`Go to my ${name}`}</Link>
    </NotFoundPage>
  );
}

function RecordView({ kind, id }: { kind: AnyKind; id: Id }) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const resource = queriesAt<AnyRecord>(queries, kind.name);
  const answer = useQuery({ ...resource.get.queryOptions(id), ...live });
  const record = answer.data;
  const [row] = useState(() => rowOf<AnyRecord>(queryClient, resource.list.pathKey(), id));
  useSeen(kind, record);
  useRecent(record && { kind: kind.name, id: record.id, title: record.title });
  if (answer.error instanceof NotFoundError) return <NoRecord kind={kind} text={String(id)} />;
  const known = record ?? row;
  const brief = known && kind.brief(known);
  return (
    <>
      <div className={classes.top}>
        <Neighbours kind={kind} id={id} />
        <PageHeading documentTitle={known ? `#${id} ${known.title}` : nameOf(kind, { id })}>
          {known ? (
            <>
              <span className={classes.number}>{`#${id}`}</span> {known.title}
            </>
          ) : (
            nameOf(kind, { id })
          )}
        </PageHeading>
        {known && brief && (
          <div className={classes.bar}>
            <StatusBadge state={brief.state} />
            <span className={classes.where}>{brief.service}</span>
            <span className={classes.brief}>
              {brief.customer && <span>{brief.customer}</span>}
              <RowMoment kind={kind} brief={brief} named />
            </span>
            {record && <Actions kind={kind} record={record} />}
          </div>
        )}
      </div>
      <Loaded query={answer} what={`the ${kind.one}`}>
        {(now) => <Body kind={kind} record={now} />}
      </Loaded>
    </>
  );
}

function Body({ kind, record }: { kind: AnyKind; record: AnyRecord }) {
  const { reread, refresh } = useRecord(kind, record.id);
  const noted = { noun: kind.one, ids: [record.id], thing: record, kinds: kind.notes, reread, refresh };
  const watchesOf = ({ watches }: AnyRecord) => watches.map(({ watch }) => watch);
  return (
    <div className={classes.columns}>
      <div className={classes.story}>
        <Notes {...noted} />
        <NoteComposer {...noted} beside={() => <CannedTexts values={blanksOf(kind, record)} />} />
        {(kind.children as unknown as AnyChildKind[]).map((child) => {
          const rowsOf = (now: AnyRecord) => child.rows?.(now) ?? [];
          return (
            <Children
              key={child.path}
              kind={child}
              ids={[record.id]}
              rows={rowsOf(record)}
              readRows={async () => rowsOf(await reread())}
              refresh={refresh}
            />
          );
        })}
      </div>
      <div className={classes.side}>
        <Facts kind={kind} record={record} />
        <Links kind={kind} record={record} />
        <Watchers
          noun={kind.one}
          id={record.id}
          path={`${kind.name}.watches`}
          watches={watchesOf(record)}
          reread={async () => watchesOf(await reread())}
          refresh={refresh}
        />
        <TimePanel id={record.id} total={kind.hours?.(record)} saved={refresh} />
      </div>
    </div>
  );
}

/** Remembers that a record has been seen as it is. */
function useSeen(kind: AnyKind, record: AnyRecord | undefined): void {
  const me = useMe();
  const lastActive = record && kind.brief(record).lastActive;
  useEffect(() => {
    if (me.data && record && lastActive) markSeen(me.data.id, record.id, lastActive);
  }, [me.data, record, lastActive]);
}

/** The ways to the records before and after in the list that this one was opened from. */
function Neighbours({ kind, id }: { kind: AnyKind; id: Id }) {
  const navigate = useNavigate();
  const { previous, next } = useNeighbours(kind, id);
  const go = (to: Id | undefined) => {
    if (to === undefined) return;
    void navigate({ to: '/$kind/$id', params: { kind: kind.name, id: String(to) }, replace: true });
  };
  useShortcut('[', 'Previous record of the queue', () => go(previous));
  useShortcut(']', 'Next record of the queue', () => go(next));
  if (previous === undefined && next === undefined) return null;
  return (
    <nav aria-label="In the queue" className={classes.neighbours}>
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
