import { Button, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Customer, CustomerRef, CustomerSummary } from '@service-desk/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { customerName } from '../format.ts';
import { cachedRows } from '../live/cached-rows.ts';
import { useApi } from '../session.tsx';
import { ChoiceSelect } from './choices.tsx';
import { namesakes, normalizeName } from './name-search.ts';
import { useCustomersInDetail, useNameSearch } from './queries.ts';

export interface CustomerSelectProps extends Omit<SelectProps, 'data'> {
  also?: CustomerRef | null | undefined;
}

/** What a customer is listed by. */
type Named = Pick<CustomerRef, 'id' | 'first_name' | 'last_name'>;

/** The maximum number of namesakes whose details are fetched, since each takes a request. */
const MAX_NAMESAKES = 10;

/** A searchable list of customers, which is loaded when it is opened. */
export function CustomerSelect({ also, ...props }: CustomerSelectProps) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState('');

  const known = new Map<string, Named>();
  const loaded = cachedRows<CustomerSummary>(queryClient, queries.customers.list.pathKey());
  for (const customer of [...(also ? [also] : []), ...loaded]) known.set(String(customer.id), customer);
  // A value from a draft or from another record may be in no list so far.
  const chosen = props.value ? String(props.value) : undefined;
  const unlisted = useCustomersInDetail(chosen !== undefined && !known.has(chosen) ? [chosen] : []);
  for (const customer of unlisted) known.set(String(customer.id), customer);

  const text = normalizeName(typed);
  const same = namesakes(known.values());
  const looked = same.filter((customer) => normalizeName(customerName(customer)).includes(text));
  useCustomersInDetail(opened ? looked.slice(0, MAX_NAMESAKES).map(({ id }) => id) : []);
  const details = new Map(
    // Of all namesakes, not only of matches: the label of the selected choice must not change.
    same.map(({ id }) => [
      String(id),
      queryClient.getQueryData<Customer>(queries.customers.get.queryKey(id)),
    ]),
  );
  const labels = new Map([...known].map(([id, customer]) => [id, labelOf(customer, details.get(id))]));

  // Selecting a choice writes its label into the field, which must not start a search.
  const isChosen = normalizeName(labels.get(String(props.value)) ?? '') === text;
  const [settled] = useDebouncedValue(isChosen ? '' : text, 250);
  const customers = useNameSearch('customers', settled, { all, enabled: opened });

  return (
    <ChoiceSelect
      query={customers}
      nouns={['customer', 'customers']}
      labels={labels}
      onDropdownOpen={() => setOpened(true)}
      onSearchChange={setTyped}
      {...(customers.data?.complete === false && {
        nothingFoundMessage:
          customers.isFetching || settled !== text ? 'Searching…' : 'No matching first name',
        description: (
          <>
            {`Enter the start of the first name${customers.data.total === undefined ? '' : ` of one of ${customers.data.total} customers`}. `}
            <Button variant="default" size="compact-xs" loading={all} onClick={() => setAll(true)}>
              Load all
            </Button>
          </>
        ),
      })}
      {...props}
    />
  );
}

function labelOf(customer: Named, detail: Customer | undefined): string {
  const name = customerName(customer) || `#${customer.id}`;
  if (!detail) return name;
  return [name, detail.Company?.name, detail.email || `#${customer.id}`].filter(Boolean).join(' · ');
}
