import { notifications } from '@mantine/notifications';
import { type MutationKey, useMutation } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { type FieldLabels, type FormFaults, formFaults } from '../faults.ts';
import { type Attempts, isUnanswered, type Outcome, sendOnce, type Write } from './send-once.ts';

interface SaveOptions<Variables, Result, Field extends string> {
  /** Such as an operation's own, by its `mutationOptions()`. */
  mutationFn: (variables: Variables) => Promise<Result>;
  mutationKey?: MutationKey;
  /** Looks for what was sent when its answer was lost; without it, trying again sends again. */
  find?: Write<Variables, Result>['find'];
  /** Names what `find` has found, such as by a link to it, where it could be another's; else it counts as saved. */
  showFound?: (result: Result) => ReactNode;
  /** Looks again at what the write is about; false when the person should see it before anything is sent. */
  prepare?: Write<Variables, Result>['prepare'];
  /** The form's draft, which also outlives the page with what was sent and not answered. */
  draft?: { attempts: Attempts<unknown>; finish: () => void; round: number };
  /** What follows a success. The form counts as saving until it is done. */
  saved: (result: Result) => Promise<unknown>;
  /** What is announced after a success. */
  announce: string | ((result: Result) => string);
  labels: FieldLabels<Field>;
  nouns?: Record<string, NoInfer<Field>>;
  /** Puts texts at fields, such as `form.setErrors`. */
  setErrors?: (errors: Partial<Record<NoInfer<Field>, string>>) => void;
}

export interface Save<Variables> {
  submit: (variables: Variables) => void;
  pending: boolean;
  /** Whether it is done: a dialog that fades out says nothing new. */
  done: boolean;
  /** Whether the last attempt sent nothing, as `prepare` found something to see first. */
  stopped: boolean;
  /** What went wrong and is no single field's fault. */
  messages: string[];
  /** What is known of a write whose answer was lost. */
  lost: Lost | undefined;
  /** Goes on with the same; there only when nothing answered. */
  retry: (() => void) | undefined;
  /** For the form element: its first refused field takes the focus. */
  formRef: RefObject<HTMLFormElement | null>;
}

export type Lost =
  | { state: 'looking' | 'absent' | 'unknown' }
  | { state: 'found'; shown: ReactNode; accept: () => void; sendAgain: () => void };

/**
 * A write of the API from a form: its faults go to the fields they are about, nothing typed is lost, and nothing is
 * written twice when an answer is lost.
 */
export function useSave<Result, Field extends string, Variables = void>(
  options: SaveOptions<Variables, Result, Field>,
): Save<Variables> {
  const { mutationFn, mutationKey, find, showFound, prepare, draft, saved, announce } = options;
  const { labels, nouns, setErrors } = options;
  const formRef = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<FormFaults<Field>>();
  const [outcome, setOutcome] = useState<Outcome<Result> | { state: 'looking' }>();
  const sent = useRef<Variables>(undefined);
  const attempts = (draft?.attempts ?? {
    get: () => sent.current,
    set: (variables) => {
      sent.current = variables;
    },
  }) as Attempts<Variables>;

  async function done(result: Result): Promise<void> {
    attempts.set(undefined);
    draft?.finish();
    await saved(result);
    setOutcome({ state: 'saved', result });
    // Only the last one says how things stand.
    notifications.clean();
    notifications.show({ message: typeof announce === 'string' ? announce : announce(result) });
  }

  const mutation = useMutation({
    mutationFn: (variables: Variables) =>
      sendOnce(
        { send: mutationFn, find, prepare, looking: () => setOutcome({ state: 'looking' }) },
        attempts,
        variables,
      ),
    ...(mutationKey && { mutationKey }),
    onMutate: () => {
      setFaults(undefined);
      setErrors?.({});
    },
    onSuccess: async (next) => {
      if (next.state === 'saved' || (next.state === 'found' && !showFound)) await done(next.result);
      else setOutcome(next);
    },
    onError: (error) => {
      const found = formFaults(error, labels, nouns);
      setOutcome(undefined);
      setErrors?.(found.fields);
      setFaults(found);
    },
  });

  useEffect(() => {
    // Not by aria-invalid, which a group of radios has none of.
    if (faults)
      formRef.current?.querySelector<HTMLElement>('[data-error] :is(input, select, textarea)')?.focus();
  }, [faults]);

  const { error, variables, reset } = mutation;
  const round = draft?.round;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was discarded is not to be sent again.
  useEffect(() => {
    reset();
    setOutcome(undefined);
    setFaults(undefined);
  }, [round]);

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
        attempts.set(undefined);
        again();
      },
    };
  }

  const lost = lostOf();
  const canRetry =
    variables !== undefined && (isUnanswered(error) || lost?.state === 'absent' || lost?.state === 'unknown');
  return {
    submit: mutation.mutate,
    pending: mutation.isPending,
    done: outcome?.state === 'saved',
    stopped: !mutation.isPending && outcome?.state === 'stopped',
    messages: faults?.rest ?? [],
    lost,
    retry: canRetry ? again : undefined,
    formRef,
  };
}
