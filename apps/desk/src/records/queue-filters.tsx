import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { CurrentUser, Id, Person } from '@service-desk/client';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Choices } from '../people/choices.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { ServicesSelect } from '../people/services-select.tsx';
import { parseId } from '../search-params.ts';
import { clearButton } from '../shell/clear-button.ts';
import type { AnyKind } from './kinds/index.ts';
import classes from './queue.module.css';
import { orderOf, parseQueueSearch, type QueueSearch, withFilter } from './queue-search.ts';

interface QueueFiltersProps {
  kind: AnyKind;
  search: QueueSearch;
  me: CurrentUser | undefined;
  /** Whether the queue is account-wide while no person is chosen; undefined until known. */
  accountWide: boolean | undefined;
  users: Choices<Person>;
}

export function QueueFilters({ kind, search, me, accountWide, users }: QueueFiltersProps) {
  const navigate = useNavigate();

  function show(next: QueueSearch) {
    void navigate({ to: '/$kind', params: { kind: kind.name }, search: next });
  }

  const selected = search.selected_user_id === undefined ? null : String(search.selected_user_id);
  const orders = Object.entries(kind.orders).map(([value, label]) => ({ value, label }));
  const report = search.report_id !== undefined;

  return (
    <search aria-label={`Filter ${kind.name}`} className={classes.filters}>
      <PersonSelect
        label="Assigned to"
        size="sm"
        clearable
        {...withoutPerson({ kind, search, me, accountWide })}
        people={users}
        also={selected === null ? undefined : { id: selected, full_name: `User ${selected}` }}
        value={selected}
        onChange={(value) => show(withFilter(search, { selected_user_id: value ?? undefined }))}
        className={classes.person}
      />
      <ServicesSelect
        value={(search.service_ids ?? []).map(String)}
        onChange={(values) => show(parseQueueSearch({ ...search, service_ids: values, page: undefined }))}
        className={classes.services}
      />
      {orders.length > 0 && (
        <NativeSelect
          label="Order"
          size="sm"
          value={orderOf(kind, search) ?? ''}
          data={report ? [{ value: '', label: 'Report order' }, ...orders] : orders}
          onChange={({ currentTarget: { value } }) =>
            show(withFilter(search, { order: value === orders[0]?.value && !report ? undefined : value }))
          }
          className={classes.order}
        />
      )}
      <ReportInput
        key={String(search.report_id)}
        id={search.report_id}
        choose={(report_id) => show(withFilter(search, { report_id }))}
      />
      {kind.hasWatchlist && (
        <Checkbox
          label="Include watched"
          checked={search.include_watchlisted ?? false}
          onChange={(event) =>
            show(withFilter(search, { include_watchlisted: event.currentTarget.checked || undefined }))
          }
          className={classes.watched}
        />
      )}
    </search>
  );
}

/** Whose records the queue has while no person is chosen, and the button that returns to them. */
function withoutPerson({
  kind,
  search,
  me,
  accountWide,
}: Pick<QueueFiltersProps, 'kind' | 'search' | 'me' | 'accountWide'>) {
  const [placeholder, button] =
    search.report_id !== undefined
      ? ['As in the report', 'Show everyone in the report']
      : accountWide
        ? ['Everyone', 'Show everyone']
        : [accountWide === false && me ? `Me (${me.full_name})` : '', `Show my ${kind.name}`];
  return { placeholder, clearButtonProps: clearButton(button) };
}

/** Chooses a report by its number, when the user leaves the field or presses Enter. */
function ReportInput({ id, choose }: { id: Id | undefined; choose: (id: Id | undefined) => void }) {
  const [wrong, setWrong] = useState(false);
  function read({ currentTarget: { value } }: { currentTarget: HTMLInputElement }): void {
    const chosen = parseId(value);
    const invalid = chosen === undefined && value.trim() !== '';
    setWrong(invalid);
    if (!invalid && String(chosen) !== String(id)) choose(chosen);
  }
  return (
    <TextInput
      label="Report"
      placeholder="Report number"
      size="sm"
      inputMode="numeric"
      autoComplete="off"
      error={wrong && 'Enter a number, such as 12'}
      errorProps={{ role: 'alert' }}
      defaultValue={String(id ?? '')}
      onChange={() => setWrong(false)}
      onKeyDown={(event) => event.key === 'Enter' && read(event)}
      onBlur={read}
      className={classes.report}
    />
  );
}
