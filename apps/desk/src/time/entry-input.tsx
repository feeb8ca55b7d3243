import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useServices } from '../people/queries.ts';
import { searchProps } from '../theme.ts';
import { completions, entryHint } from './entry-text.ts';
import { useSeenRecords } from './queries.ts';

/** The text of a time entry, with completions and an explanation of how v1 parses it. */
export function EntryInput(props: AutocompleteProps) {
  const services = useServices();
  const records = useSeenRecords();
  const text = props.value ?? '';
  const names = (services.data ?? []).map(({ name }) => name);
  const choices = completions(text, records, names);
  return (
    <Autocomplete
      {...searchProps}
      maxLength={255}
      {...props}
      description={entryHint(text, names)}
      data={choices.map(({ value }) => value)}
      filter={({ options }) => options}
      renderOption={({ option }) => choices.find(({ value }) => value === option.value)?.label}
    />
  );
}
