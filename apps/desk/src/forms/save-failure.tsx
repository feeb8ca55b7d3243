import { Alert, Button, Group, Text } from '@mantine/core';
import type { Save } from './use-save.ts';

/** The state of a failed write, and how to continue. */
export function SaveFailure({
  save,
}: {
  save: Pick<Save<never>, 'messages' | 'lost' | 'retry' | 'pending'>;
}) {
  const { messages, lost, retry, pending } = save;
  if (lost?.state === 'found') {
    return (
      <Alert color="var(--desk-done)" variant="outline" title="Already saved">
        <Text size="sm">The response was lost, but this was found: {lost.shown}</Text>
        <Group mt="xs" gap="xs">
          <Button size="xs" onClick={lost.accept}>
            Yes, this is it
          </Button>
          <Button variant="default" size="xs" loading={pending} onClick={lost.sendAgain}>
            No, save mine too
          </Button>
        </Group>
      </Alert>
    );
  }
  if (lost) {
    return (
      <Alert color="var(--desk-warn)" variant="outline" title={lostTitles[lost.state]}>
        <Text size="sm">{lostTexts[lost.state]}</Text>
        {retry && <TryAgain pending={pending} retry={retry} />}
      </Alert>
    );
  }
  if (messages.length === 0) return null;
  return (
    <Alert color="red" variant="outline" title="Not saved">
      {messages.map((message) => (
        <Text key={message} size="sm">
          {message}
        </Text>
      ))}
      {retry && <TryAgain pending={pending} retry={retry} />}
    </Alert>
  );
}

const lostTitles = {
  checking: 'It may have been saved',
  absent: 'It is not saved so far',
  unknown: 'It may have been saved',
};

// The server did not respond, or a proxy responded in its place.
const lostTexts = {
  checking: 'There was no readable response. Checking whether it was saved…',
  absent:
    'There was no readable response, and nothing is saved so far. “Try again” checks once more before it sends, so that nothing is saved twice.',
  unknown: 'There was no readable response. Check your connection. “Try again” saves nothing twice.',
};

function TryAgain({ pending, retry }: { pending: boolean; retry: () => void }) {
  return (
    <Group mt="xs">
      <Button variant="default" size="xs" loading={pending} onClick={retry}>
        Try again
      </Button>
    </Group>
  );
}
