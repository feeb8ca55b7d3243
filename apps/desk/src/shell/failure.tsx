import { Alert, Button, Text } from '@mantine/core';
import { describeError } from '../faults.ts';
import { useNow } from '../live/clock.ts';

/** An error in place of what could not be loaded, with a way to try again. */
export function Failure({ title, error, retry }: { title: string; error: unknown; retry: () => void }) {
  const now = useNow();
  return (
    <Alert color="red" variant="outline" title={title}>
      <Text size="sm" mb="sm">
        {describeError(error, now)}
      </Text>
      <Button variant="default" size="xs" onClick={retry}>
        Try again
      </Button>
    </Alert>
  );
}

/** In place of content whose request was stopped. */
export function Stopped({ what, retry }: { what: string; retry: () => void }) {
  return (
    <Alert variant="outline" title={`You stopped loading ${what}`}>
      <Button variant="default" size="xs" onClick={retry}>
        Load it
      </Button>
    </Alert>
  );
}
