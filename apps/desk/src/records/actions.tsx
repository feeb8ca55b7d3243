import { Alert, Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { CannedTexts } from '../canned/canned-texts.tsx';
import type { Placeholders } from '../canned/placeholders.ts';
import classes from '../details.module.css';
import { capitalize, formatTimestamp, isBlank } from '../format.ts';
import { EntityForm, useCreateForm, useEditForm } from '../forms/entity-form.tsx';
import { FormDialog } from '../forms/form-dialog.tsx';
import { ChangesNotice } from '../forms/form-notices.tsx';
import formClasses from '../forms/forms.module.css';
import { useWatched } from '../forms/use-current-check.ts';
import { type ResourceInput, resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useShortcut } from '../shell/commands.ts';
import { useAction } from '../shell/use-action.ts';
import type { Action, AnyKind, AnyRecord } from './kinds/index.ts';
import { RaiseLinks } from './raise-links.tsx';
import { scopeOf, useAdjacentRecords, useRecord } from './use-record.ts';

interface ActionsProps {
  kind: AnyKind;
  record: AnyRecord;
}

/** The actions that the state of a record allows. Each dialog has its own address. */
export function Actions({ kind, record }: ActionsProps) {
  const bar = useRef<HTMLFieldSetElement>(null);
  const { open, show, hasDraft, ...dialog } = useAction(kind.actions.map(({ name }) => name));

  function close() {
    dialog.close();
    // The dialog returns the focus to its button, which may be gone in the new state.
    bar.current?.focus();
  }

  const shown = kind.actions.find(({ name }) => name === open);
  return (
    <fieldset ref={bar} tabIndex={-1} aria-label="Actions" className={classes.actions}>
      {kind.actions.map((action) =>
        action.when(record) ? (
          <ActionButton
            key={action.name}
            action={action}
            primary={action.next?.(record) ?? false}
            draft={hasDraft(action.name)}
            run={() => show(action.name)}
          />
        ) : null,
      )}
      <RaiseLinks kind={kind} ids={[record.id]} />
      {kind.actions.map((action) => (
        <FormDialog
          key={action.name}
          opened={shown === action}
          close={close}
          title={`${action.label} ${kind.singular} #${record.id}`}
          size={Object.keys(action.fields).length > 1 ? 'lg' : 'md'}
          {...(Object.keys(action.fields).length === 1 && {
            classNames: { content: classes.roomy ?? '', body: classes.roomy ?? '' },
          })}
        >
          {action.edits ? (
            <EditForm kind={kind} record={record} action={action} close={close} />
          ) : (
            <StateForm kind={kind} record={record} action={action} close={close} />
          )}
        </FormDialog>
      ))}
    </fieldset>
  );
}

interface ActionButtonProps {
  action: Action<AnyRecord>;
  primary: boolean;
  draft: boolean;
  run: () => void;
}

function ActionButton({ action, primary, draft, run }: ActionButtonProps) {
  useShortcut(action.key ?? '', action.label, run);
  return (
    <Button variant={primary ? 'filled' : 'default'} size="xs" onClick={run}>
      {action.label}
      {draft && <span className={formClasses.draft}> (draft)</span>}
    </Button>
  );
}

interface ActionFormProps {
  kind: AnyKind;
  record: AnyRecord;
  action: Action<AnyRecord>;
  close: () => void;
}

/** Edits fields of a record. */
function EditForm({ kind, record, action, close }: ActionFormProps) {
  const { desk } = useApi();
  const { fetchLatest, show } = useRecord(kind, record.id);
  const form = useEditForm({
    name: action.name,
    fields: action.fields,
    scope: scopeOf(kind, record),
    entity: record,
    fetchLatest,
    update: (input) => resourceAt<AnyRecord>(desk, kind.name).update(record.id, input),
    onSaved: async (updated, isOpen) => {
      await show(updated);
      if (isOpen) close();
    },
    announce: action.announce ?? (() => `${recordName(kind, record)} saved`),
  });
  return <EntityForm form={form} action={action.save ?? `${action.label} ${kind.singular}`} close={close} />;
}

/** Moves a record to another state, unless its state differs from what is shown. */
function StateForm({ kind, record, action, close }: ActionFormProps) {
  const { desk } = useApi();
  const navigate = useNavigate();
  const { fetchLatest, show } = useRecord(kind, record.id);
  const { next } = useAdjacentRecords(kind, record.id);
  const openNext = useRef(false);
  const reached = (now: AnyRecord, input?: ResourceInput) => action.reached?.(now, input) ?? true;
  const watched = useWatched(stateFacts(kind, record), async () => stateFacts(kind, await fetchLatest()));
  const form = useCreateForm<AnyRecord>({
    name: action.name,
    fields: action.fields,
    scope: scopeOf(kind, record),
    entity: record,
    start: action.start?.(record) ?? {},
    prepare: watched.stillSo,
    requestOf: (_, filled) => action.input?.(filled, record) ?? filled,
    send: (input) => resourceAt<AnyRecord>(desk, kind.name).update(record.id, input),
    find: async ({ input }) => {
      const now = await fetchLatest();
      return reached(now, input) ? now : undefined;
    },
    onSaved: async (updated, isOpen) => {
      await show(updated);
      if (!isOpen) return;
      if (openNext.current && next !== undefined) {
        await navigate({ to: '/$kind/$id', params: { kind: kind.name, id: String(next) }, replace: true });
      } else close();
    },
    announce: (updated) => {
      const { name } = kind.summarize(updated).state;
      return reached(updated)
        ? `${recordName(kind, record)} is ${action.phrase}`
        : `${recordName(kind, record)} is ${name.toLowerCase()}, not ${action.phrase}: a colleague changed it in the meantime`;
    },
  });
  // During and after the save, the state has changed because of the user.
  const own = form.save.pending || form.save.done;
  const impossible = !own && !action.when(record);
  const [wasPossible] = useState(() => action.when(record));
  const state = kind.summarize(record).state.name.toLowerCase();
  return (
    <EntityForm
      form={form}
      action={`${action.label} ${kind.singular}`}
      close={close}
      impossible={impossible}
      notice={
        <>
          <ChangesNotice changes={own ? [] : watched.changes}>
            {impossible && wasPossible
              ? `This ${kind.singular} can no longer be ${action.phrase}. Your input is kept until you discard it.`
              : undefined}
          </ChangesNotice>
          {impossible && !wasPossible && (
            <Alert color="var(--desk-warn)" variant="outline" title={`This ${kind.singular} is ${state}`}>
              It cannot be {action.phrase}.
            </Alert>
          )}
          {!impossible && action.hint?.(record)}
        </>
      }
      {...(next !== undefined &&
        action.ends && {
          second: { action: `${action.label} and open next`, choose: (on) => (openNext.current = on) },
        })}
    >
      {Object.values(action.fields).some(({ type }) => type === 'area') && (
        <CannedTexts values={placeholdersOf(kind, record)} />
      )}
    </EntityForm>
  );
}

/** The placeholder values of a record. */
export function placeholdersOf(kind: AnyKind, record: AnyRecord): Placeholders {
  const { customer } = kind.summarize(record);
  return { number: String(record.id), title: record.title, ...(customer && { customer }) };
}

export function recordName({ singular }: AnyKind, { id }: Pick<AnyRecord, 'id'>): string {
  return `${capitalize(singular)} #${id}`;
}

/** The facts that the actions of a record depend on. */
function stateFacts(kind: AnyKind, record: AnyRecord) {
  const { name, by, at } = kind.summarize(record).state;
  return {
    Status: [
      name,
      ...(by ? [`by ${by}`] : []),
      ...(isBlank(at ?? '') ? [] : [formatTimestamp(at ?? '')]),
    ].join(', '),
  };
}
