import { Alert, Button, Group, Text } from '@mantine/core';
import type { Save } from './use-save.ts';

/** What became of a write that did not go well, and the ways on from there. */
export function SaveFailure({
  save,
}: {
  save: Pick<Save<never>, 'messages' | 'lost' | 'retry' | 'pending'>;
}) {
  const { messages, lost, retry, pending } = save;
  if (lost?.state === 'found') {
    return (
      <Alert color="var(--desk-done)" variant="outline" title="It was saved">
        <Text size="sm">The answer did not arrive, but this is there: {lost.shown}</Text>
        <Group mt="xs" gap="xs">
          <Button size="xs" onClick={lost.accept}>
            That is it
          </Button>
          <Button variant="default" size="xs" loading={pending} onClick={lost.sendAgain}>
            No, send mine too
          </Button>
        </Group>
      </Alert>
    );
  }
  if (lost) {
    return (
      <Alert color="var(--desk-warn)" variant="outline" title="It may have been saved">
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

const lostTexts = {
  looking: 'The server did not answer. Looking whether it is there…',
  absent:
    'The server did not answer, and it is not there so far. “Try again” looks once more before it sends, so that nothing is done twice.',
  unknown: 'The server did not answer. Check your connection. “Try again” does nothing twice.',
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
