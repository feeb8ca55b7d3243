import { Button, Group } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import classes from './forms.module.css';
import type { DraftForm } from './use-draft-form.ts';

/** A second submit button. */
export interface SecondAction {
  action: string;
  /** Runs before the form is submitted, with true if the second button was pressed. */
  choose: (second: boolean) => void;
}

interface FormButtonsProps {
  action: string;
  cancel: (() => void) | undefined;
  size: 'xs' | 'sm';
  atEnd: boolean;
  pending: boolean;
  disabled: boolean;
  second: SecondAction | undefined;
}

export function FormButtons(props: FormButtonsProps) {
  const { action, cancel, size, atEnd, pending, disabled, second } = props;
  return (
    <Group justify={atEnd ? 'end' : 'start'} gap={size === 'xs' ? 'xs' : 'md'}>
      {cancel && (
        <Button variant="default" size={size} onClick={cancel}>
          Cancel
        </Button>
      )}
      <Button
        type="submit"
        size={size}
        loading={pending}
        disabled={disabled}
        onClick={() => second?.choose(false)}
      >
        {action}
      </Button>
      {second && (
        <Button
          type="submit"
          variant="default"
          size={size}
          disabled={disabled || pending}
          onClick={() => second.choose(true)}
        >
          {second.action}
        </Button>
      )}
    </Group>
  );
}

interface UnsavedChangesPromptProps {
  draft: DraftForm;
  /** Whether the input is being saved: then it can no longer be discarded. */
  pending: boolean;
  keepEditing: () => void;
  close: (() => void) | undefined;
}

export function UnsavedChangesPrompt({ draft, pending, keepEditing, close }: UnsavedChangesPromptProps) {
  const first = useRef<HTMLButtonElement>(null);
  const textId = useId();
  useEffect(() => first.current?.focus(), []);
  function leave(settle: () => void): void {
    settle();
    close?.();
  }
  return (
    <div
      role="alertdialog"
      aria-label="Unsaved changes"
      aria-describedby={textId}
      className={classes.question}
    >
      <p id={textId}>
        {pending ? 'Your changes are being saved, also if you close this.' : 'Your changes are not saved.'}
      </p>
      <Group gap="xs">
        <Button ref={first} size="xs" onClick={keepEditing}>
          {pending ? 'Keep waiting' : 'Keep editing'}
        </Button>
        <Button variant="default" size="xs" onClick={() => leave(draft.keepDraft)}>
          {pending ? 'Close the form' : 'Keep as draft'}
        </Button>
        {!pending && (
          <Button variant="outline" color="red" size="xs" onClick={() => leave(draft.discard)}>
            Discard
          </Button>
        )}
      </Group>
    </div>
  );
}
