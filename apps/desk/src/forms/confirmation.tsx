import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { SaveFailure } from './save-failure.tsx';
import type { Save } from './use-save.ts';

interface ConfirmationProps {
  close: () => void;
  action: string;
  color?: string;
  save: Pick<Save<never>, 'pending' | 'messages' | 'lost' | 'retry'>;
  confirm: () => void;
  /** Whether the action is out of the question, as the record is now. */
  impossible?: boolean;
  children: ReactNode;
}

/** What a dialog holds that asks before something is done that is hard to undo. */
export function Confirmation(props: ConfirmationProps) {
  const { close, action, color, save, confirm, impossible = false, children } = props;
  return (
    <Stack>
      <Text size="sm" component="div">
        {children}
      </Text>
      <SaveFailure save={save} />
      <Group justify="end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          data-autofocus
          loading={save.pending}
          disabled={impossible}
          {...(color && { color })}
          onClick={confirm}
        >
          {action}
        </Button>
      </Group>
    </Stack>
  );
}
