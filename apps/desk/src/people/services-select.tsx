import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { clearButton } from '../shell/clear-button.ts';
import { choiceProps } from './choices.tsx';
import { useServices } from './queries.ts';

/** Selects services; an unknown one is shown by its number. */
export function ServicesSelect({ value = [], ...props }: Omit<MultiSelectProps, 'data'>) {
  const services = useServices();
  const names = new Map((services.data ?? []).map((service) => [String(service.id), service.name]));
  for (const id of value) if (!names.has(id)) names.set(id, `Service ${id}`);
  return (
    <MultiSelect
      label="Services"
      size="sm"
      searchable
      clearable
      clearButtonProps={clearButton('All services')}
      placeholder={value.length === 0 ? 'All' : ''}
      {...choiceProps(services, 'services', 'No matching service')}
      data={[...names].map(([id, label]) => ({ value: id, label }))}
      value={value}
      {...props}
    />
  );
}
