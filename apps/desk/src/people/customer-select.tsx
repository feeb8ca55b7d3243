import { Button, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Customer, CustomerRef, CustomerSummary } from '@service-desk/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { customerName } from '../format.ts';
import { rowsOf } from '../live/row-seed.ts';
import { useApi } from '../session.tsx';
import { clearButton } from '../shell/clear-button.ts';
import { choiceProps } from './choices.tsx';
import { folded, namesakes } from './customer-search.ts';
import { useCustomersInDetail, useNameSearch } from './queries.ts';

export interface CustomerSelectProps extends Omit<SelectProps, 'data'> {
  also?: CustomerRef | null | undefined;
}

/** How many namesakes are looked up at a time: each costs a request. */
const MOST_NAMESAKES = 10;

/** A search for a customer by name. Nothing is loaded before it is opened. */
export function CustomerSelect({ also, ...props }: CustomerSelectProps) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState('');

  const known = new Map<string, CustomerRef>();
  const loaded = rowsOf<CustomerSummary>(queryClient, queries.customers.list.pathKey());
  for (const customer of [...(also ? [also] : []), ...loaded]) known.set(String(customer.id), customer);

  const text = folded(typed);
  const same = namesakes(known.values());
  const looked = same.filter((customer) => folded(customerName(customer)).includes(text));
  useCustomersInDetail(opened ? looked.slice(0, MOST_NAMESAKES).map(({ id }) => id) : []);
  const details = new Map(
    // Not only of those looked for now: the label of a choice must not change once it stands in the field.
    same.map(({ id }) => [
      String(id),
      queryClient.getQueryData<Customer>(queries.customers.get.queryKey(id)),
    ]),
  );
  const choices = [...known].map(([value, customer]) => ({
    value,
    label: labelOf(customer, details.get(value)),
  }));

  // A choice writes its label into the field, which is not a search.
  const isChosen = choices.some(({ value, label }) => value === props.value && folded(label) === text);
  const [settled] = useDebouncedValue(isChosen ? '' : text, 250);
  const customers = useNameSearch('customers', settled, { all, enabled: opened });

  return (
    <Select
      searchable
      clearable
      limit={100}
      clearButtonProps={clearButton('Clear customer')}
      onDropdownOpen={() => setOpened(true)}
      onSearchChange={setTyped}
      {...choiceProps(customers, 'customers', 'No customer of that name')}
      {...(customers.data?.complete === false && {
        nothingFoundMessage:
          customers.isFetching || settled !== text ? 'Looking…' : 'No first name begins so',
        description: (
          <>
            {`Type how the first name begins. There are ${customers.data.total ?? 'many'} customers. `}
            <Button variant="default" size="compact-xs" loading={all} onClick={() => setAll(true)}>
              Load them all
            </Button>
          </>
        ),
      })}
      {...props}
      data={choices}
    />
  );
}

function labelOf(customer: CustomerRef, detail: Customer | undefined): string {
  const name = customerName(customer) || `#${customer.id}`;
  if (!detail) return name;
  return [name, detail.Company?.name, detail.email || `#${customer.id}`].filter(Boolean).join(' · ');
}
