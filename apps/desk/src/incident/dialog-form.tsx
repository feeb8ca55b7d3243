import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { FormFailure } from '../shell/failure.tsx';
import type { Save } from '../use-save.ts';

interface DialogFormProps<Values> {
  action: string;
  close: () => void;
  save: Save<Values>;
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  children: ReactNode;
}

/** The form of a dialog: its fields, what went wrong, and its two ways out. */
export function DialogForm<Values>({ action, close, save, onSubmit, children }: DialogFormProps<Values>) {
  return (
    <form ref={save.formRef} noValidate onSubmit={onSubmit}>
      <Stack>
        {children}
        <FormFailure messages={save.messages} retry={save.retry} />
        <Group justify="end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.pending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
