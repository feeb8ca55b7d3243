import { Alert, Button, Text } from '@mantine/core';
import { isApiError } from '@service-desk/client';
import { describeError } from '../faults.ts';
import { useNow } from '../live/clock.ts';

export interface FailureProps {
  title: string;
  error: unknown;
  retry: () => void;
  /** Offered in place of trying again where the service desk refuses the request itself. */
  back?: { text: string; go: () => void } | undefined;
}

/** An error in place of what could not be loaded, with a way on. */
export function Failure({ title, error, retry, back }: FailureProps) {
  const now = useNow();
  const refused = isApiError(error) && error.faults.some(({ code }) => code === 'E400');
  const way = (refused && back) || { text: 'Try again', go: retry };
  return (
    <Alert color="red" variant="outline" title={title}>
      <Text size="sm" mb="sm">
        {describeError(error, now)}
      </Text>
      <Button variant="default" size="xs" onClick={way.go}>
        {way.text}
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
