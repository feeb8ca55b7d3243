import { notifications } from '@mantine/notifications';
import { ConnectionError, MalformedResponseError } from '@service-desk/client';
import { type MutationKey, useMutation } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { type FieldLabels, type FormFaults, formFaults } from './faults.ts';

interface SaveOptions<Variables, Result, Field extends string> {
  /** Such as an operation's own, by its `mutationOptions()`. */
  mutationFn: (variables: Variables) => Promise<Result>;
  mutationKey?: MutationKey;
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
  /** What went wrong and is no single field's fault. */
  messages: string[];
  /** Sends the same again; there only when nothing answered. */
  retry: (() => void) | undefined;
  /** For the form element: its first refused field takes the focus. */
  formRef: RefObject<HTMLFormElement | null>;
}

/** A write of the API from a form: its faults go to the fields they are about, and nothing typed is lost. */
export function useSave<Result, Field extends string, Variables = void>(
  options: SaveOptions<Variables, Result, Field>,
): Save<Variables> {
  const { mutationFn, mutationKey, saved, announce, labels, nouns, setErrors } = options;
  const formRef = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<FormFaults<Field>>();

  const mutation = useMutation({
    mutationFn,
    ...(mutationKey && { mutationKey }),
    onMutate: () => {
      setFaults(undefined);
      setErrors?.({});
    },
    onSuccess: async (result) => {
      await saved(result);
      // Only the last one says how things stand.
      notifications.clean();
      notifications.show({ message: typeof announce === 'string' ? announce : announce(result) });
    },
    onError: (error) => {
      const found = formFaults(error, labels, nouns);
      setErrors?.(found.fields);
      setFaults(found);
    },
  });

  useEffect(() => {
    // Not by aria-invalid, which a group of radios has none of.
    if (faults)
      formRef.current?.querySelector<HTMLElement>('[data-error] :is(input, select, textarea)')?.focus();
  }, [faults]);

  const { error, variables } = mutation;
  const unanswered = error instanceof ConnectionError || error instanceof MalformedResponseError;
  return {
    submit: mutation.mutate,
    pending: mutation.isPending,
    messages: faults?.rest ?? [],
    retry: unanswered && variables !== undefined ? () => mutation.mutate(variables) : undefined,
    formRef,
  };
}
