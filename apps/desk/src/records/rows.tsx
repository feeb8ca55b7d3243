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
import type { Selection } from './selection.ts';

export interface RowsProps {
  kind: AnyKind;
  records: AnyRecord[];
  /** The ids of rows that are no longer in the queue, and stay until the user shows the changes. */
  gone: ReadonlySet<string>;
  isUnread: (record: AnyRecord) => boolean;
  selection: Selection;
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
            <SelectAll {...rows} records={records} />
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

function Select({ record, selection }: Pick<RowsProps, 'selection'> & { record: AnyRecord }) {
  const id = String(record.id);
  return (
    <SelectBox
      label={`Select #${id}`}
      checked={selection.selected.has(id)}
      change={(on, range) => selection.select(id, on, range)}
    />
  );
}

function SelectAll({ records, selection }: Pick<RowsProps, 'selection' | 'records'>) {
  const count = records.filter(({ id }) => selection.selected.has(String(id))).length;
  const all = count === records.length;
  return (
    <SelectBox
      label="Select all"
      checked={all}
      indeterminate={count > 0 && !all}
      change={(on) => selection.selectAll(on)}
    />
  );
}

interface SelectBoxProps {
  label: string;
  checked: boolean;
  indeterminate?: boolean;
  change: (on: boolean, range: boolean) => void;
}

/** A checkbox that is changed by a click anywhere in its cell, since a click beside it would open the record. */
function SelectBox({ label, checked, indeterminate = false, change }: SelectBoxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox has a name of its own.
    <label className={classes.select}>
      <Checkbox
        size="xs"
        aria-label={label}
        className={classes.box}
        checked={checked}
        indeterminate={indeterminate}
        onChange={({ currentTarget, nativeEvent }) =>
          change(currentTarget.checked, (nativeEvent as MouseEvent).shiftKey)
        }
      />
    </label>
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
