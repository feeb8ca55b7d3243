import { Select, type SelectProps } from '@mantine/core';
import type { Person } from '@service-desk/client';
import { isGroup } from '../format.ts';
import { clearButton } from '../shell/clear-button.ts';

export interface PersonSelectProps extends Omit<SelectProps, 'data'> {
  people: readonly Person[] | undefined;
  /** Somebody who is shown although no list names him, such as who is chosen already. */
  also?: Pick<Person, 'id' | 'full_name' | 'group_link'> | null | undefined;
}

/** A search for a user or group by name. */
export function PersonSelect({ people, also, ...props }: PersonSelectProps) {
  const known = new Map((people ?? []).map((person) => [String(person.id), optionOf(person)]));
  if (also && !known.has(String(also.id))) known.set(String(also.id), optionOf(also));
  return (
    <Select
      searchable
      limit={100}
      nothingFoundMessage={people ? 'Nobody of that name' : 'Loading…'}
      clearButtonProps={clearButton('Clear')}
      {...props}
      data={[...known.values()]}
    />
  );
}

function optionOf(person: Pick<Person, 'id' | 'full_name' | 'group_link'>) {
  return {
    value: String(person.id),
    label: isGroup(person) ? `${person.full_name} (group)` : person.full_name,
  };
}
