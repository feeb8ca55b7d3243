import type { SelectProps } from '@mantine/core';
import type { Person } from '@service-desk/client';
import { isGroup } from '../format.ts';
import { clearButton } from '../shell/clear-button.ts';
import { ChoiceSelect, type Choices } from './choices.tsx';

export interface PersonSelectProps extends Omit<SelectProps, 'data'> {
  people: Choices<Person>;
  /** A choice that may be missing from the list, such as the current value. */
  also?: Pick<Person, 'id' | 'full_name' | 'group_link'> | null | undefined;
}

/** A searchable list of users and groups. */
export function PersonSelect({ people, also, ...props }: PersonSelectProps) {
  const labels = new Map((people.data ?? []).map((person) => [String(person.id), labelOf(person)]));
  if (also && !labels.has(String(also.id))) labels.set(String(also.id), labelOf(also));
  return (
    <ChoiceSelect
      query={people}
      nouns={['person', 'people']}
      labels={labels}
      clearable={false}
      clearButtonProps={clearButton('Clear')}
      {...props}
    />
  );
}

function labelOf(person: Pick<Person, 'id' | 'full_name' | 'group_link'>): string {
  return isGroup(person) ? `${person.full_name} (group)` : person.full_name;
}
