import { Select, type SelectProps } from '@mantine/core';
import type { Person } from '@service-desk/client';
import { isGroup } from '../format.ts';
import { clearButton } from '../shell/clear-button.ts';
import { type Choices, choiceProps } from './choices.tsx';

export interface PersonSelectProps extends Omit<SelectProps, 'data'> {
  people: Choices<Person>;
  /** A choice that may be missing from the list, such as the current value. */
  also?: Pick<Person, 'id' | 'full_name' | 'group_link'> | null | undefined;
}

/** A searchable list of users and groups. */
export function PersonSelect({ people, also, ...props }: PersonSelectProps) {
  const known = new Map((people.data ?? []).map((person) => [String(person.id), optionOf(person)]));
  if (also && !known.has(String(also.id))) known.set(String(also.id), optionOf(also));
  return (
    <Select
      searchable
      limit={100}
      {...choiceProps(people, 'people', 'No matching person')}
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
