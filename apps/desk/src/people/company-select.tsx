import type { SelectProps } from '@mantine/core';
import type { CompanyRef } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../session.tsx';
import { ChoiceSelect } from './choices.tsx';
import { staleTime } from './queries.ts';

export interface CompanySelectProps extends Omit<SelectProps, 'data'> {
  also?: CompanyRef | null | undefined;
}

/** A searchable list of companies. */
export function CompanySelect({ also, ...props }: CompanySelectProps) {
  const { queries } = useApi();
  const companies = useQuery({ ...queries.companies.list.allQueryOptions({ limit: 100 }), staleTime });
  const labels = new Map(
    [...(also ? [also] : []), ...(companies.data ?? [])].map((one) => [String(one.id), one.name]),
  );
  return <ChoiceSelect query={companies} nouns={['company', 'companies']} labels={labels} {...props} />;
}
