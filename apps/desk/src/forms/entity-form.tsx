import { Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useLookup } from '../people/use-lookup.ts';
import type { ResourceInput } from '../resource.ts';
import { FieldInputs } from './controls.tsx';
import {
  type Fields,
  type Lookup,
  labelsOf,
  mergeKeyValues,
  nounsOf,
  requestOf,
  textOf,
  valuesOf,
  valueText,
} from './fields.ts';
import { FormButtons, type SecondAction, UnsavedChangesPrompt } from './form-buttons.tsx';
import { useDialogLeave } from './form-dialog.tsx';
import { FormNotices } from './form-notices.tsx';
import { type FormState, noScope, type ServiceScope, scopeIn } from './form-state.ts';
import classes from './forms.module.css';
import { SaveFailure } from './save-failure.tsx';
import type { WriteSteps } from './send-once.ts';
import type { FieldValue, FormValues } from './three-way-merge.ts';
import { useDraftForm } from './use-draft-form.ts';
import { useSave } from './use-save.ts';

interface FormOptions<Entity> {
  /** The name of the form on its page, which identifies its draft. */
  name: string;
  fields: Fields<Entity>;
  scope?: ServiceScope;
  /** Runs after a success. The form is pending until it resolves. */
  onSaved: (entity: Entity, isOpen: boolean) => Promise<unknown>;
  announce: string | ((entity: Entity) => string);
  /** Adds to the fields by nouns of the API's messages, see `nounsOf`. */
  nouns?: Record<string, string>;
}

interface EditOptions<Entity> extends FormOptions<Entity> {
  entity: Entity;
  fetchLatest: () => Promise<Entity>;
  update: (input: ResourceInput) => Promise<Entity>;
}

/** A create request, and when it was sent by the browser's clock, in milliseconds. */
export interface Sent {
  input: ResourceInput;
  at: number;
}

interface CreateOptions<Entity> extends FormOptions<Entity> {
  /** Initial values; blanks by default. */
  start?: Partial<FormValues>;
  send: (input: ResourceInput) => Promise<Entity>;
  /** Builds the request from the input values; by default `filled`, the required fields and those that are not blank. */
  requestOf?: (values: FormValues, filled: ResourceInput) => ResourceInput;
  /** Looks for the created resource when the response was lost. */
  find?: (sent: Sent) => Promise<Entity | undefined>;
  showFound?: (entity: Entity) => ReactNode;
  prepare?: WriteSteps<Sent, Entity>['prepare'];
  /** Fields whose changes alone do not make a draft. */
  incidental?: readonly string[];
  /** The resource that the form adds something to. */
  entity?: Entity;
}

/** A form that edits a resource. It sends the changed fields only, and not before conflicts are resolved. */
export function useEditForm<Entity>(options: EditOptions<Entity>): FormState<Entity> {
  const { name, fields, scope = noScope, entity, fetchLatest, update, onSaved, announce, nouns } = options;
  const lookupIn = useLookup();
  const [opened] = useState(entity);
  const draft = useDraftForm({
    name,
    values: valuesOf(fields, entity),
    merge: (field, ...values) =>
      fields[field]?.type === 'keyValues' ? mergeKeyValues(...values) : undefined,
  });
  const latest = useRef(entity);
  const lookup = () => lookupIn(scopeIn(fields, scope, draft.form.getValues()));

  async function adopt(): Promise<{ conflicts: boolean }> {
    latest.current = await fetchLatest();
    return draft.adopt(valuesOf(fields, latest.current));
  }

  const save = useSave<Entity, FormValues>({
    draft,
    labels: labelsOf(fields),
    nouns: { ...nounsOf(fields), ...nouns },
    setErrors: draft.form.setErrors,
    onSaved,
    announce,
    prepare: async () => !(await adopt()).conflicts,
    // Send the fields that still differ from the current state, which `prepare` has fetched.
    mutationFn: () => {
      const changes = draft.changes();
      // A colleague may have made the same change.
      if (Object.keys(changes).length === 0) return fetchLatest();
      return update(requestOf(fields, changes, lookup(), valuesOf(fields, latest.current)));
    },
    find: async () => {
      await adopt();
      return Object.keys(draft.changes()).length === 0 ? latest.current : undefined;
    },
  });
  return {
    fields,
    scope,
    entity,
    draft,
    save,
    describe: describer(fields, lookup(), [opened, entity]),
    submit: (close) => draft.form.onSubmit((values) => (draft.dirty ? save.submit(values) : close())),
  };
}

/** A form that creates a resource, or acts on one. */
export function useCreateForm<Entity>(options: CreateOptions<Entity>): FormState<Entity> {
  const { name, fields, scope = noScope, start, send, find, prepare, showFound, entity } = options;
  const lookupIn = useLookup();
  const [blank] = useState(() => ({ ...valuesOf(fields), ...start }) as FormValues);
  const draft = useDraftForm({ name, values: blank, incidental: options.incidental ?? [] });
  const save = useSave<Entity, Sent>({
    draft,
    labels: labelsOf(fields),
    nouns: { ...nounsOf(fields), ...options.nouns },
    setErrors: draft.form.setErrors,
    onSaved: options.onSaved,
    announce: options.announce,
    mutationFn: ({ input }) => send(input),
    ...(find && { find }),
    ...(prepare && { prepare }),
    ...(showFound && { showFound }),
  });

  const lookup = () => lookupIn(scopeIn(fields, scope, draft.form.getValues()));

  function sentOf(values: FormValues): Sent {
    // A blank would clear a default.
    const given = Object.entries(values).filter(
      ([field, value]) => fields[field]?.required || ![null, '', false, '{}'].includes(value),
    );
    const filled = requestOf(fields, Object.fromEntries(given), lookup(), valuesOf(fields));
    return { input: options.requestOf?.(values, filled) ?? filled, at: Date.now() };
  }

  return {
    fields,
    scope,
    entity,
    draft,
    save,
    describe: describer(fields, lookup(), [entity]),
    submit: () => draft.form.onSubmit((values) => save.submit(sentOf(values))),
  };
}

/** Describes input values. The resources provide names that are no longer listed elsewhere. */
function describer<Entity>(
  fields: Fields<Entity>,
  lookup: Lookup,
  entities: (Entity | undefined)[],
): FormState<Entity>['describe'] {
  return (name, value) => {
    const field = fields[name];
    if (!field || value === undefined || value === null || value === '') return 'nothing';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    const source = entities.find(
      (entity) => entity !== undefined && String(valuesOf({ [name]: field }, entity)[name]) === value,
    );
    return source === undefined ? valueText(field, value, lookup) : textOf(field, source);
  };
}

interface EntityFormProps<Entity> {
  form: FormState<Entity>;
  action: string;
  /** Absent if the form cannot be closed. */
  close?: () => void;
  /** Shown above the fields. */
  notice?: ReactNode;
  /** Whether the current state of the resource rules out the action. */
  impossible?: boolean;
  /** Small buttons, for a form that opens within a page. */
  inline?: boolean;
  /** Replaces the default change of a value if it returns true, such as to clear dependent fields. */
  onChange?: (name: string, value: FieldValue) => boolean;
  children?: ReactNode;
  second?: SecondAction;
}

/** A form with notices, errors and buttons. Closing it with unsaved changes asks what to do with them. */
export function EntityForm<Entity>(props: EntityFormProps<Entity>) {
  const {
    form,
    action,
    close,
    notice,
    impossible = false,
    inline = false,
    onChange,
    children,
    second,
  } = props;
  const { draft, save } = form;
  const [asking, setAsking] = useState(false);
  const lastFocus = useRef<Element>(null);
  const notices = useRef<HTMLDivElement>(null);

  function leave(): void {
    if (!draft.dirty && !save.pending) close?.();
    else if (asking) keepEditing();
    else {
      lastFocus.current = document.activeElement;
      setAsking(true);
    }
  }

  function keepEditing(): void {
    setAsking(false);
    if (lastFocus.current instanceof HTMLElement) lastFocus.current.focus();
  }

  const inDialog = useDialogLeave(leave);
  const { formRef } = save;
  const focusesItself = inline && close !== undefined;
  useEffect(() => {
    // A dialog moves the focus itself.
    if (focusesItself) formRef.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [focusesItself, formRef]);
  useEffect(() => {
    // The submit button may be far below the new notice.
    if (save.stopped) notices.current?.focus();
  }, [save.stopped]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    const inputs = [...event.currentTarget.querySelectorAll('input')];
    // A date that is incomplete has a blank value, which would clear the field.
    const incomplete = inputs.filter(({ validity }) => validity.badInput);
    if (incomplete.length === 0) {
      form.submit(close ?? (() => {}))(event);
      return;
    }
    event.preventDefault();
    for (const { dataset } of incomplete)
      draft.form.setFieldError(dataset.path ?? '', 'The date is incomplete.');
    incomplete[0]?.focus();
  }

  return (
    <form ref={formRef} noValidate aria-busy={save.pending} onSubmit={submit}>
      <Stack gap={inline ? 'xs' : 'md'}>
        <div ref={notices} tabIndex={-1} className={classes.notices}>
          {!save.pending && !save.done && <FormNotices form={form} />}
          {notice}
        </div>
        <FieldInputs form={form} onChange={onChange} />
        {children}
        <Stack gap="sm" className={inDialog ? classes.buttons : undefined}>
          <SaveFailure save={{ ...save, retry: save.retry && (() => formRef.current?.requestSubmit()) }} />
          {asking ? (
            <UnsavedChangesPrompt
              draft={draft}
              pending={save.pending}
              keepEditing={keepEditing}
              close={close}
            />
          ) : (
            <FormButtons
              action={action}
              cancel={close && leave}
              size={inline ? 'xs' : 'sm'}
              atEnd={inDialog && !inline}
              pending={save.pending}
              // After a lost response, the form is sent again with "Try again" only, which first checks what was saved.
              disabled={impossible || (save.lost !== undefined && !save.pending)}
              second={second}
            />
          )}
        </Stack>
      </Stack>
    </form>
  );
}
