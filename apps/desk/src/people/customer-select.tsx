import { Select, type SelectProps } from '@mantine/core';
import type { CustomerRef } from '@service-desk/client';
import { customerName } from '../format.ts';
import { clearButton } from '../shell/clear-button.ts';
import { useCustomers } from './queries.ts';

export interface CustomerSelectProps extends Omit<SelectProps, 'data'> {
  also?: CustomerRef | null | undefined;
}

/** A search for a customer by name. */
export function CustomerSelect({ also, ...props }: CustomerSelectProps) {
  const customers = useCustomers();
  const known = new Map((customers.data ?? []).map((customer) => [String(customer.id), customer]));
  if (also && !known.has(String(also.id))) known.set(String(also.id), also);
  return (
    <Select
      searchable
      clearable
      limit={100}
      nothingFoundMessage={customers.data ? 'No customer of that name' : 'Loading…'}
      clearButtonProps={clearButton('Clear customer')}
      {...props}
      data={[...known].map(([value, customer]) => ({ value, label: customerName(customer) || `#${value}` }))}
    />
  );
}
