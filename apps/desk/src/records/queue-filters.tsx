import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { CurrentUser, Person } from '@service-desk/client';
import { useNavigate } from '@tanstack/react-router';
import type { Choices } from '../people/choices.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { ServicesSelect } from '../people/services-select.tsx';
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
        clearButtonProps={clearButton(accountWide ? 'Show everyone' : `Show my ${kind.name}`)}
        placeholder={accountWide ? 'Everyone' : accountWide === false && me ? `Me (${me.full_name})` : ''}
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
      <TextInput
        key={String(search.report_id)}
        label="Report"
        placeholder="Report number"
        size="sm"
        inputMode="numeric"
        autoComplete="off"
        defaultValue={String(search.report_id ?? '')}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
        onBlur={(event) => {
          const next = parseQueueSearch({ ...search, report_id: event.currentTarget.value, page: undefined });
          if (String(next.report_id) !== String(search.report_id)) show(next);
        }}
        className={classes.report}
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
