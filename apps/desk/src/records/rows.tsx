import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatRelative, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import { Due, PassedBadge } from '../shell/due.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { Timestamp } from '../shell/timestamp.tsx';
import type { AnyKind, AnyRecord, RecordSummary } from './kinds/index.ts';
import classes from './queue.module.css';

export interface RowsProps {
  kind: AnyKind;
  records: AnyRecord[];
  /** The ids of rows that are no longer in the queue, and stay until the user shows the changes. */
  gone: ReadonlySet<string>;
  isUnread: (record: AnyRecord) => boolean;
  selected: ReadonlySet<string>;
  select: (id: string, on: boolean) => void;
}

/** A queue as a table. */
export function QueueTable({ kind, records, ...rows }: RowsProps) {
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{kind.label}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Selected</span>
          </th>
          <th scope="col">Number</th>
          <th scope="col">Title</th>
          <th scope="col">Service</th>
          <th scope="col">Priority</th>
          <th scope="col">Status</th>
          <th scope="col">Assignee</th>
          <th scope="col">{kind.dateLabel}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const summary = kind.summarize(record);
          const gone = rows.gone.has(String(record.id));
          return (
            <tr key={record.id} data-gone={gone || undefined}>
              <td>
                <Select {...rows} record={record} />
              </td>
              <td className={classes.number}>{record.id}</td>
              <th scope="row" className={classes.title}>
                <Unread on={rows.isUnread(record)} />
                <RowLink kind={kind} record={record} />
                {gone && <span className={classes.none}> · no longer in the queue</span>}
              </th>
              <td>{summary.service}</td>
              <td>
                <PriorityMark priority={summary.priority} />
              </td>
              <td>
                <StatusBadge state={summary.state} />
              </td>
              <td>{summary.assignee ?? <span className={classes.none}>Unassigned</span>}</td>
              <td>
                <RowTimestamp kind={kind} summary={summary} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A queue as cards, for narrow screens. */
export function QueueCards({ kind, records, ...rows }: RowsProps) {
  return (
    <ul aria-label={kind.label} className={classes.cards}>
      {records.map((record) => {
        const summary = kind.summarize(record);
        const gone = rows.gone.has(String(record.id));
        return (
          <li key={record.id} data-gone={gone || undefined} className={classes.card}>
            <div className={classes.cardTop}>
              <Select {...rows} record={record} />
              <span className={classes.number}>{`#${record.id}`}</span>
              <StatusBadge state={summary.state} />
              <PriorityMark priority={summary.priority} />
              <Unread on={rows.isUnread(record)} />
            </div>
            <RowLink kind={kind} record={record} className={classes.cardTitle} />
            <div className={classes.cardFoot}>
              <span>{summary.service}</span>
              <span>{summary.assignee ?? 'Unassigned'}</span>
              {gone && <span>No longer in the queue</span>}
              <RowTimestamp kind={kind} summary={summary} named />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function RowLink({
  kind,
  record,
  className,
}: {
  kind: AnyKind;
  record: AnyRecord;
  className?: string | undefined;
}) {
  return (
    <Link
      to="/$kind/$id"
      params={{ kind: kind.name, id: String(record.id) }}
      data-row={record.id}
      className={className}
    >
      {record.title}
    </Link>
  );
}

function Select({
  record,
  selected,
  select,
}: Pick<RowsProps, 'selected' | 'select'> & { record: AnyRecord }) {
  return (
    <Checkbox
      size="xs"
      aria-label={`Select #${record.id}`}
      className={classes.select}
      checked={selected.has(String(record.id))}
      onChange={(event) => select(String(record.id), event.currentTarget.checked)}
    />
  );
}

function Unread({ on }: { on: boolean }) {
  return on && <span className={classes.unread}>Unread</span>;
}

/** When a record is due, was last active, or was closed. `named` adds which of these it is. */
export function RowTimestamp({
  kind,
  summary,
  named,
}: {
  kind: AnyKind;
  summary: RecordSummary;
  named?: boolean;
}) {
  const now = useNow();
  const { due, escalates, lastActive, state } = summary;
  const { name, active, at = null } = state;
  const since = (moment: string, text: string) => (
    <Timestamp at={moment}>{`${text} ${formatRelative(moment, now)}`.trim()}</Timestamp>
  );
  if (!active && !isBlank(at)) return since(at, name);
  if (due === undefined) return lastActive && since(lastActive, named ? 'Active' : '');
  if (!active) return null;
  return (
    <span className={classes.timestamps}>
      <PassedBadge at={escalates ?? null} mark="Past escalation" />
      <Due due={due} label={named ? kind.dateLabel : undefined} />
    </span>
  );
}
