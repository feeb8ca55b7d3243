import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { describeError, type FormErrors, formErrors } from '../errors.ts';
import {
  isResponseLost,
  sendOnce,
  type UnconfirmedWrite,
  type WriteOutcome,
  type WriteSteps,
} from './send-once.ts';
import type { DraftForm } from './use-draft-form.ts';

export interface SaveOptions<Variables, Result> {
  mutationFn: (variables: Variables) => Promise<Result>;
  /** Looks for the result when the response was lost; without it, a retry sends the write again. */
  find?: WriteSteps<Variables, Result>['find'];
  /** Describes the result of `find` if the user has to confirm that it is theirs; without it, the write counts as saved. */
  showFound?: (result: Result) => ReactNode;
  prepare?: WriteSteps<Variables, Result>['prepare'];
  /** The draft of the form, which also stores a write whose response was lost. */
  draft?: Pick<DraftForm, 'dirty' | 'unconfirmed' | 'complete' | 'resets'>;
  /**
   * Runs after a success. The write is pending until it resolves. Without `isOpen`, the user has closed the form or left the
   * page in the meantime, and must not be moved.
   */
  onSaved: (result: Result, isOpen: boolean) => Promise<unknown>;
  /** The notification after a success. */
  announce: string | ((result: Result) => string);
  /** The labels of the form's fields, and fields by nouns, for errors at fields. */
  labels?: Record<string, string>;
  nouns?: Record<string, string>;
  /** Shows errors at fields, such as `form.setErrors`. */
  setErrors?: (errors: Record<string, string>) => void;
}

export interface Save<Variables> {
  submit: (variables: Variables) => void;
  pending: boolean;
  /** Whether the write was saved. A closing dialog then shows no more notices. */
  done: boolean;
  /** Whether `prepare` returned false for the last attempt. */
  stopped: boolean;
  /** Errors that no field causes. */
  messages: string[];
  /** The state of a write whose response was lost. */
  lost: Lost | undefined;
  /** Sends the same again; only after a lost response. */
  retry: (() => void) | undefined;
  /** The ref of the form element, whose first invalid field gets the focus. */
  formRef: RefObject<HTMLFormElement | null>;
}

/** What became of a write whose form was closed in the meantime. */
const leftTexts = {
  found: 'It may have been saved already.',
  absent: 'It is not saved so far: the response was lost.',
  unknown: 'It may not have been saved: the response was lost.',
  stopped: 'Not saved: a colleague has changed it in the meantime.',
};

export type Lost =
  | { state: 'checking' | 'absent' | 'unknown' }
  | { state: 'found'; shown: ReactNode; accept: () => void; sendAgain: () => void };

/**
 * Sends a form to the API: errors are shown at their fields, no input is lost, and nothing is written twice if a response
 * is lost.
 */
export function useSave<Result, Variables = void>(options: SaveOptions<Variables, Result>): Save<Variables> {
  const { mutationFn, find, showFound, prepare, draft, onSaved, announce } = options;
  const { labels, nouns, setErrors } = options;
  const formRef = useRef<HTMLFormElement>(null);
  const [errors, setFormErrors] = useState<FormErrors>();
  const [outcome, setOutcome] = useState<WriteOutcome<Result> | { state: 'checking' }>();
  const sent = useRef<Variables>(undefined);
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const unconfirmed = (draft?.unconfirmed ?? {
    get: () => sent.current,
    set: (variables) => {
      sent.current = variables;
    },
  }) as UnconfirmedWrite<Variables>;

  async function done(result: Result): Promise<void> {
    unconfirmed.set(undefined);
    draft?.complete();
    await onSaved(result, isOpen.current);
    setOutcome({ state: 'saved', result });
    // Show the latest notification only.
    notifications.clean();
    notifications.show({ message: typeof announce === 'string' ? announce : announce(result) });
  }

  /** Shows a failure to a user who does not see the form any more. */
  function warnIfLeft(text: string): void {
    if (isOpen.current) return;
    const message = draft?.dirty ? `${text} Your input is kept as a draft.` : text;
    notifications.show({ color: 'red', autoClose: false, message });
  }

  const mutation = useMutation({
    mutationFn: (variables: Variables) =>
      sendOnce(
        { send: mutationFn, find, prepare, onCheck: () => setOutcome({ state: 'checking' }) },
        unconfirmed,
        variables,
      ),
    onMutate: () => {
      setFormErrors(undefined);
      setErrors?.({});
    },
    onSuccess: async (next) => {
      if (next.state === 'saved' || (next.state === 'found' && !showFound)) await done(next.result);
      else {
        setOutcome(next);
        warnIfLeft(leftTexts[next.state]);
      }
    },
    onError: (error) => {
      const found = formErrors(error, labels, nouns);
      setOutcome(undefined);
      setErrors?.(found.fields);
      setFormErrors(found);
      warnIfLeft(`Not saved: ${describeError(error)}`);
    },
  });

  useEffect(() => {
    // Radio groups have no aria-invalid.
    if (errors)
      formRef.current?.querySelector<HTMLElement>('[data-error] :is(input, select, textarea)')?.focus();
  }, [errors]);

  const { error, variables, reset } = mutation;
  const resets = draft?.resets;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a reset also discards the state of the last write.
  useEffect(() => {
    reset();
    setOutcome(undefined);
    setFormErrors(undefined);
  }, [resets]);

  function again(): void {
    if (variables !== undefined) mutation.mutate(variables);
  }

  function lostOf(): Lost | undefined {
    if (!outcome || outcome.state === 'saved' || outcome.state === 'stopped') return undefined;
    if (outcome.state !== 'found') return { state: outcome.state };
    const { result } = outcome;
    return {
      state: 'found',
      shown: showFound?.(result),
      accept: () => void done(result),
      sendAgain() {
        unconfirmed.set(undefined);
        again();
      },
    };
  }

  const lost = lostOf();
  const canRetry =
    variables !== undefined &&
    (isResponseLost(error) || lost?.state === 'absent' || lost?.state === 'unknown');
  return {
    submit: mutation.mutate,
    pending: mutation.isPending,
    done: outcome?.state === 'saved',
    stopped: !mutation.isPending && outcome?.state === 'stopped',
    messages: errors?.rest ?? [],
    lost,
    retry: canRetry ? again : undefined,
    formRef,
  };
}
