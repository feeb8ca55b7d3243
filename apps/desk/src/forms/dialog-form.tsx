import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useDialogLeave } from './form-dialog.tsx';
import { FormNotices, type Words } from './form-notices.tsx';
import classes from './forms.module.css';
import { SaveFailure } from './save-failure.tsx';
import type { Fields } from './three-way.ts';
import type { DraftForm } from './use-draft-form.ts';
import type { Save } from './use-save.ts';

/** Another way to send a form. */
export interface SecondAction {
  action: string;
  /** Runs before the form is sent, and tells whether it is sent this way. */
  choose: (second: boolean) => void;
}

interface DialogFormProps<Values extends Fields<Values>, Variables> {
  action: string;
  /** Absent where the form stays open. */
  close?: () => void;
  draft: DraftForm<Values>;
  words: Words<Values>;
  save: Save<Variables>;
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  /** What else there is to know before anything is filled in. */
  notice?: ReactNode;
  /** Whether the action is out of the question, as the record is now. */
  impossible?: boolean;
  /** Small buttons, for a form that opens within a page. */
  inline?: boolean;
  second?: SecondAction;
  children: ReactNode;
}

/** A form that opens and closes: its fields, what went wrong, and its two ways out. */
export function DialogForm<Values extends Fields<Values>, Variables>(
  props: DialogFormProps<Values, Variables>,
) {
  const {
    action,
    close = () => {},
    draft,
    words,
    save,
    onSubmit,
    notice,
    impossible = false,
    inline,
    children,
  } = props;
  const [asking, setAsking] = useState(false);
  const typedIn = useRef<Element>(null);
  const notices = useRef<HTMLDivElement>(null);
  const size = inline ? 'xs' : 'sm';
  // What may have been saved is looked for before it is sent again, which its notice explains.
  const blocked = impossible || (save.lost !== undefined && !save.pending);

  function leave(): void {
    if (!draft.dirty) close();
    else if (asking) keepEditing();
    else {
      typedIn.current = document.activeElement;
      setAsking(true);
    }
  }

  function keepEditing(): void {
    setAsking(false);
    if (typedIn.current instanceof HTMLElement) typedIn.current.focus();
  }

  const inDialog = useDialogLeave(leave);
  const { formRef } = save;
  const opens = inline && props.close !== undefined;
  useEffect(() => {
    // Within a dialog the dialog does so.
    if (opens) formRef.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [opens, formRef]);
  useEffect(() => {
    // The button that was pressed may be far below what there is to be seen now.
    if (save.stopped) notices.current?.focus();
  }, [save.stopped]);

  return (
    <form ref={save.formRef} noValidate onSubmit={onSubmit}>
      <Stack gap={inline ? 'xs' : 'md'}>
        <div ref={notices} tabIndex={-1} className={classes.notices}>
          {!save.pending && !save.done && <FormNotices draft={draft} words={words} />}
          {notice}
        </div>
        {children}
        <Stack gap="sm" className={inDialog ? classes.ways : undefined}>
          <SaveFailure save={{ ...save, retry: save.retry && (() => formRef.current?.requestSubmit()) }} />
          {asking ? (
            <LeaveQuestion
              keepEditing={keepEditing}
              putAside={() => {
                draft.putAside();
                close();
              }}
              discard={() => {
                draft.discard();
                close();
              }}
            />
          ) : (
            <Group justify={inline || !inDialog ? 'start' : 'end'} gap={inline ? 'xs' : 'md'}>
              {props.close && (
                <Button variant="default" size={size} onClick={leave}>
                  Cancel
                </Button>
              )}
              <Button
                type="submit"
                size={size}
                loading={save.pending}
                disabled={blocked}
                onClick={() => props.second?.choose(false)}
              >
                {action}
              </Button>
              {props.second && (
                <Button
                  type="submit"
                  variant="default"
                  size={size}
                  disabled={blocked || save.pending}
                  onClick={() => props.second?.choose(true)}
                >
                  {props.second.action}
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </Stack>
    </form>
  );
}

interface LeaveQuestionProps {
  keepEditing: () => void;
  putAside: () => void;
  discard: () => void;
}

function LeaveQuestion({ keepEditing, putAside, discard }: LeaveQuestionProps) {
  const first = useRef<HTMLButtonElement>(null);
  const textId = useId();
  useEffect(() => first.current?.focus(), []);
  return (
    <div role="alertdialog" aria-label="Not saved yet" aria-describedby={textId} className={classes.question}>
      <p id={textId}>What you typed is not saved.</p>
      <Group gap="xs">
        <Button ref={first} size="xs" onClick={keepEditing}>
          Keep editing
        </Button>
        <Button variant="default" size="xs" onClick={putAside}>
          Keep as draft
        </Button>
        <Button variant="outline" color="red" size="xs" onClick={discard}>
          Discard
        </Button>
      </Group>
    </div>
  );
}
