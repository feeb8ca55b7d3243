import { Button, Select, type SelectProps } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { describeError } from '../errors.ts';
import { clearButton } from '../shell/clear-button.ts';

/** The query for a list of choices. */
export type Choices<Item> = UseQueryResult<Item[]>;

/**
 * Props of a searchable list for the states of its query: loading, no match, or an error with a button to retry.
 *
 * @param noun the noun for the choices, such as `services`
 * @param none the message if nothing matches
 */
export function choiceProps(choices: UseQueryResult<unknown>, noun: string, none: string) {
  const { data, isError, error, isFetching, isEnabled, refetch } = choices;
  const missing = isEnabled && data === undefined && (isError || !isFetching);
  if (!missing) return { nothingFoundMessage: data === undefined ? 'Loading…' : none };
  return {
    nothingFoundMessage: `The ${noun} could not be loaded`,
    descriptionProps: { role: 'alert' },
    description: (
      <>
        {`The ${noun} could not be loaded. ${isError ? describeError(error) : ''} `}
        <Button variant="default" size="compact-xs" loading={isFetching} onClick={() => void refetch()}>
          {`Reload ${noun}`}
        </Button>
      </>
    ),
  };
}

interface ChoiceSelectProps extends Omit<SelectProps, 'data'> {
  query: UseQueryResult<unknown>;
  /** The noun for a choice, and for several: `['company', 'companies']`. */
  nouns: readonly [one: string, many: string];
  /** The label of each choice, by its value. */
  labels: ReadonlyMap<string, string>;
}

/** A searchable list of choices. */
export function ChoiceSelect({ query, nouns: [one, many], labels, ...props }: ChoiceSelectProps) {
  return (
    <Select
      searchable
      clearable
      limit={100}
      clearButtonProps={clearButton(`Clear ${one}`)}
      {...choiceProps(query, many, `No matching ${one}`)}
      {...props}
      data={[...labels].map(([value, label]) => ({ value, label }))}
    />
  );
}
