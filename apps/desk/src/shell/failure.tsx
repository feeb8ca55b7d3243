import { Alert, Button, Text } from '@mantine/core';
import { isApiError } from '@service-desk/client';
import { describeError } from '../errors.ts';
import { useNow } from '../live/clock.ts';

export interface FailureProps {
  title: string;
  error: unknown;
  retry: () => void;
  /** Replaces the retry button if the service desk rejects the request. */
  back?: { text: string; go: () => void } | undefined;
}

/** An error in place of content that could not be loaded, with a button to retry. */
export function Failure({ title, error, retry, back }: FailureProps) {
  const now = useNow();
  const refused = isApiError(error) && error.faults.some(({ code }) => code === 'E400');
  const action = (refused && back) || { text: 'Try again', go: retry };
  return (
    <Alert color="red" variant="outline" title={title}>
      <Text size="sm" mb="sm">
        {describeError(error, now)}
      </Text>
      <Button variant="default" size="xs" onClick={action.go}>
        {action.text}
      </Button>
    </Alert>
  );
}

/** Shown in place of content whose request was cancelled. */
export function Stopped({ label, retry }: { label: string; retry: () => void }) {
  return (
    <Alert variant="outline" title={`You stopped loading ${label}`}>
      <Button variant="default" size="xs" onClick={retry}>
        Load
      </Button>
    </Alert>
  );
}
