import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import classes from '../details.module.css';
import { FormDialog } from './form-dialog.tsx';
import { SaveFailure } from './save-failure.tsx';
import { type SaveOptions, useSave } from './use-save.ts';

interface ConfirmButtonProps<Result> extends SaveOptions<void, Result> {
  label: string;
  /** The accessible name, for buttons with the same label. */
  name?: string;
  title: string;
  /** The label of the button that confirms. */
  action: string;
  /** The consequences. */
  children: string;
}

/** A button that asks for confirmation before it deletes or removes something. */
export function ConfirmButton<Result>(props: ConfirmButtonProps<Result>) {
  const { label, name, title, action, children, ...options } = props;
  const [asking, setAsking] = useState(false);
  const save = useSave<Result>(options);
  const close = () => setAsking(false);
  return (
    <>
      <button type="button" className={classes.textButton} aria-label={name} onClick={() => setAsking(true)}>
        {label}
      </button>
      <FormDialog opened={asking} close={close} title={title}>
        <Stack>
          <Text size="sm">{children}</Text>
          <SaveFailure save={save} />
          <Group justify="end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button data-autofocus color="red" loading={save.pending} onClick={() => save.submit()}>
              {action}
            </Button>
          </Group>
        </Stack>
      </FormDialog>
    </>
  );
}
