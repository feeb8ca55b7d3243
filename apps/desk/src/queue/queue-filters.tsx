import { Checkbox, MultiSelect, NativeSelect } from '@mantine/core';
import type { CurrentUser, Person } from '@service-desk/client';
import { useNavigate } from '@tanstack/react-router';
import { type Choices, choiceProps } from '../people/choices.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useServices } from '../people/queries.ts';
import { clearButton } from '../shell/clear-button.ts';
import classes from './queue.module.css';
import {
  defaultOrder,
  type Order,
  orders,
  parseQueueSearch,
  type QueueSearch,
  withFilter,
} from './queue-search.ts';

const orderLabels: Record<Order, string> = {
  due_date: 'Due soonest',
  priority: 'Priority',
  created_at: 'Newest',
  last_active_at: 'Last active',
};

interface QueueFiltersProps {
  search: QueueSearch;
  me: CurrentUser | undefined;
  /** Whose the queue is while no person is chosen; undefined until that is known. */
  everybody: boolean | undefined;
  users: Choices<Person>;
}

export function QueueFilters({ search, me, everybody, users }: QueueFiltersProps) {
  const navigate = useNavigate();
  const services = useServices();

  function show(next: QueueSearch) {
    void navigate({ to: '/', search: next });
  }

  const selected = search.selected_user_id === undefined ? null : String(search.selected_user_id);
  const chosenServices = (search.service_ids ?? []).map(String);
  const serviceNames = new Map((services.data ?? []).map((service) => [String(service.id), service.name]));
  for (const id of chosenServices) if (!serviceNames.has(id)) serviceNames.set(id, `Service ${id}`);

  return (
    <search aria-label="Filter incidents" className={classes.filters}>
      <PersonSelect
        label="Assigned to"
        size="sm"
        clearable
        clearButtonProps={clearButton(everybody ? 'Back to everybody' : 'Back to my incidents')}
        placeholder={everybody ? 'Everybody' : everybody === false && me ? `Me (${me.full_name})` : ''}
        people={users}
        also={selected === null ? undefined : { id: selected, full_name: `User ${selected}` }}
        value={selected}
        onChange={(value) => show(withFilter(search, { selected_user_id: value ?? undefined }))}
        className={classes.person}
      />
      <MultiSelect
        label="Services"
        size="sm"
        searchable
        clearable
        clearButtonProps={clearButton('All services')}
        placeholder={chosenServices.length === 0 ? 'All' : ''}
        {...choiceProps(services, 'services', 'No service of that name')}
        data={[...serviceNames].map(([value, label]) => ({ value, label }))}
        value={chosenServices}
        onChange={(values) => show(parseQueueSearch({ ...search, service_ids: values, page: undefined }))}
        className={classes.services}
      />
      <NativeSelect
        label="Order"
        size="sm"
        value={search.order ?? defaultOrder}
        data={orders.map((value) => ({ value, label: orderLabels[value] }))}
        onChange={(event) =>
          show(parseQueueSearch({ ...search, order: event.currentTarget.value, page: undefined }))
        }
        className={classes.order}
      />
      <Checkbox
        label="Include watched"
        checked={search.include_watchlisted ?? false}
        onChange={(event) =>
          show(withFilter(search, { include_watchlisted: event.currentTarget.checked || undefined }))
        }
        className={classes.watched}
      />
    </search>
  );
}
