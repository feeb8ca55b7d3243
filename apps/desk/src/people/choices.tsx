import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { describeError } from '../faults.ts';

/** The answer that a list of choices comes from. */
export type Choices<Item> = UseQueryResult<Item[]>;

/**
 * What a searchable field says of its choices: that they are on their way, that none fits, or that they are missing and
 * why, with a button beneath the field that asks for them again.
 *
 * @param what the choices, such as `services`
 * @param none said when nothing fits what was typed
 */
export function choiceProps(choices: UseQueryResult<unknown>, what: string, none: string) {
  const { data, isError, error, isFetching, isEnabled, refetch } = choices;
  const missing = isEnabled && data === undefined && (isError || !isFetching);
  if (!missing) return { nothingFoundMessage: data === undefined ? 'Loading…' : none };
  return {
    nothingFoundMessage: `The ${what} could not be loaded`,
    descriptionProps: { role: 'alert' },
    description: (
      <>
        {`The ${what} could not be loaded. ${isError ? describeError(error) : ''} `}
        <Button variant="default" size="compact-xs" loading={isFetching} onClick={() => void refetch()}>
          {`Load the ${what} again`}
        </Button>
      </>
    ),
  };
}
