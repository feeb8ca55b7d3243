import { Select, type SelectProps } from '@mantine/core';
import type { CompanyRef } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../session.tsx';
import { clearButton } from '../shell/clear-button.ts';
import { choiceProps } from './choices.tsx';
import { staleTime } from './queries.ts';

export interface CompanySelectProps extends Omit<SelectProps, 'data'> {
  also?: CompanyRef | null | undefined;
}

/** A searchable list of companies. */
export function CompanySelect({ also, ...props }: CompanySelectProps) {
  const { queries } = useApi();
  const companies = useQuery({ ...queries.companies.list.allQueryOptions({ limit: 100 }), staleTime });
  const known = new Map(
    [...(also ? [also] : []), ...(companies.data ?? [])].map((one) => [String(one.id), one.name]),
  );
  return (
    <Select
      searchable
      clearable
      limit={100}
      {...choiceProps(companies, 'companies', 'No matching company')}
      clearButtonProps={clearButton('Clear company')}
      {...props}
      data={[...known].map(([value, label]) => ({ value, label }))}
    />
  );
}
