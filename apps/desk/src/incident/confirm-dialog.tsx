import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormFailure } from '../shell/failure.tsx';
import type { Save } from '../use-save.ts';

interface ConfirmDialogProps {
  opened: boolean;
  close: () => void;
  title: string;
  action: string;
  color?: string;
  save: Pick<Save<never>, 'pending' | 'messages'>;
  confirm: () => void;
  children: ReactNode;
}

/** Asks before something is done that is hard to undo. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, close, title, action, color, save, confirm, children } = props;
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Stack>
        <Text size="sm">{children}</Text>
        <FormFailure messages={save.messages} />
        <Group justify="end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button data-autofocus loading={save.pending} {...(color && { color })} onClick={confirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
