import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatRelative, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import { Due, Passed } from '../shell/due.tsx';
import { Moment } from '../shell/moment.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import type { AnyKind, AnyRecord, Brief } from './kinds/index.ts';
import classes from './queue.module.css';

export interface RowsProps {
  kind: AnyKind;
  records: AnyRecord[];
  /** The ids of rows that are no longer in the queue, and stay until the reader takes up what is new. */
  gone: ReadonlySet<string>;
  isUnread: (record: AnyRecord) => boolean;
  selected: ReadonlySet<string>;
  select: (id: string, on: boolean) => void;
}

/** The rows of a queue, as a table. */
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
          <th scope="col">{kind.moment}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const brief = kind.brief(record);
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
                {gone && <span className={classes.none}> · left the queue</span>}
              </th>
              <td>{brief.service}</td>
              <td>
                <PriorityMark priority={brief.priority} />
              </td>
              <td>
                <StatusBadge state={brief.state} />
              </td>
              <td>{brief.assignee ?? <span className={classes.none}>No one</span>}</td>
              <td>
                <RowMoment kind={kind} brief={brief} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The table's content for a screen that is too narrow for it. */
export function QueueCards({ kind, records, ...rows }: RowsProps) {
  return (
    <ul aria-label={kind.label} className={classes.cards}>
      {records.map((record) => {
        const brief = kind.brief(record);
        const gone = rows.gone.has(String(record.id));
        return (
          <li key={record.id} data-gone={gone || undefined} className={classes.card}>
            <div className={classes.cardTop}>
              <Select {...rows} record={record} />
              <span className={classes.number}>{`#${record.id}`}</span>
              <StatusBadge state={brief.state} />
              <PriorityMark priority={brief.priority} />
              <Unread on={rows.isUnread(record)} />
            </div>
            <RowLink kind={kind} record={record} className={classes.cardTitle} />
            <div className={classes.cardFoot}>
              <span>{brief.service}</span>
              <span>{brief.assignee ?? 'No one'}</span>
              {gone && <span>Left the queue</span>}
              <RowMoment kind={kind} brief={brief} named />
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

/** When a record is due, was last active, or was closed. `named` says which of these, where no heading does. */
export function RowMoment({ kind, brief, named }: { kind: AnyKind; brief: Brief; named?: boolean }) {
  const now = useNow();
  const { due, escalates, lastActive, state } = brief;
  const { name, waiting, at = null } = state;
  const since = (moment: string, text: string) => (
    <Moment at={moment}>{`${text} ${formatRelative(moment, now)}`.trim()}</Moment>
  );
  if (!waiting && !isBlank(at)) return since(at, name);
  if (due === undefined) return lastActive && since(lastActive, named ? 'Active' : '');
  if (!waiting) return null;
  return (
    <span className={classes.moments}>
      <Passed at={escalates ?? null} mark="Past escalation" />
      <Due due={due} label={named ? kind.moment : undefined} />
    </span>
  );
}
