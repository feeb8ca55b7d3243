import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { CannedTexts } from '../canned/canned-texts.tsx';
import type { Blanks } from '../canned/filled.ts';
import { formatMoment, isBlank } from '../format.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import { Meanwhile } from '../forms/form-notices.tsx';
import formClasses from '../forms/forms.module.css';
import { ThingForm, useEditForm, useNewForm } from '../forms/thing-form.tsx';
import { useWatched } from '../forms/use-watched.ts';
import { type Input, resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useShortcut } from '../shell/commands.ts';
import { useAction } from '../shell/use-action.ts';
import classes from '../thing.module.css';
import type { Action, AnyKind, AnyRecord } from './kinds/index.ts';
import { RaiseLinks } from './raise-links.tsx';
import { scopeOf, useNeighbours, useRecord } from './use-record.ts';

interface ActionsProps {
  kind: AnyKind;
  record: AnyRecord;
}

/** What can be done with a record in its state. Each dialog has an address of its own. */
export function Actions({ kind, record }: ActionsProps) {
  const bar = useRef<HTMLFieldSetElement>(null);
  const { open, show, hasDraft, ...dialog } = useAction(kind.actions.map(({ name }) => name));

  function close() {
    dialog.close();
    // The dialog hands the focus on to the button that opened it, unless that went with the old state.
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
          title={`${action.label} ${kind.one} #${record.id}`}
          size={Object.keys(action.fields).length > 1 ? 'lg' : 'md'}
          {...(Object.keys(action.fields).length === 1 && {
            classNames: { content: classes.roomy ?? '', body: classes.roomy ?? '' },
          })}
        >
          {action.edits ? (
            <EditForm kind={kind} record={record} action={action} close={close} />
          ) : (
            <MoveForm kind={kind} record={record} action={action} close={close} />
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
      {draft && <span className={formClasses.kept}> (draft)</span>}
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
  const { reread, show } = useRecord(kind, record.id);
  const form = useEditForm({
    name: action.name,
    fields: action.fields,
    scope: scopeOf(kind, record),
    thing: record,
    reread,
    update: (input) => resourceAt<AnyRecord>(desk, kind.name).update(record.id, input),
    saved: async (updated) => {
      await show(updated);
      close();
    },
    announce: action.announce ?? (() => `${nameOf(kind, record)} is saved`),
  });
  return <ThingForm form={form} action={action.save ?? `${action.label} ${kind.one}`} close={close} />;
}

/** Takes a record a step further in its life cycle, unless it is no longer where the person sees it. */
function MoveForm({ kind, record, action, close }: ActionFormProps) {
  const { desk } = useApi();
  const navigate = useNavigate();
  const { reread, show } = useRecord(kind, record.id);
  const { next } = useNeighbours(kind, record.id);
  const goOn = useRef(false);
  const reached = (now: AnyRecord, input?: Input) => action.reached?.(now, input) ?? true;
  const watched = useWatched(stateFacts(kind, record), async () => stateFacts(kind, await reread()));
  const form = useNewForm<AnyRecord>({
    name: action.name,
    fields: action.fields,
    scope: scopeOf(kind, record),
    thing: record,
    start: action.start?.(record) ?? {},
    prepare: watched.stillSo,
    inputOf: (_, filled) => action.input?.(filled, record) ?? filled,
    send: (input) => resourceAt<AnyRecord>(desk, kind.name).update(record.id, input),
    find: async ({ input }) => {
      const now = await reread();
      return reached(now, input) ? now : undefined;
    },
    saved: async (updated) => {
      await show(updated);
      if (goOn.current && next !== undefined) {
        await navigate({ to: '/$kind/$id', params: { kind: kind.name, id: String(next) }, replace: true });
      } else close();
    },
    announce: (updated) => {
      const { name } = kind.brief(updated).state;
      return reached(updated)
        ? `${nameOf(kind, record)} is ${action.phrase}`
        : `${nameOf(kind, record)} is ${name.toLowerCase()}, not ${action.phrase}: somebody else has changed it meanwhile`;
    },
  });
  // While it is saved and shown, the change is the person's own.
  const own = form.save.pending || form.save.done;
  const impossible = !own && !action.when(record);
  return (
    <ThingForm
      form={form}
      action={`${action.label} ${kind.one}`}
      close={close}
      impossible={impossible}
      notice={
        <>
          <Meanwhile changes={own ? [] : watched.changes}>
            {impossible
              ? `This ${kind.one} cannot be ${action.phrase} any more. What you typed is kept until you discard it.`
              : undefined}
          </Meanwhile>
          {action.hint?.(record)}
        </>
      }
      {...(next !== undefined &&
        action.ends && {
          second: { action: `${action.label}, then the next`, choose: (on) => (goOn.current = on) },
        })}
    >
      {Object.values(action.fields).some(({ by }) => by === 'area') && (
        <CannedTexts values={blanksOf(kind, record)} />
      )}
    </ThingForm>
  );
}

/** What texts to insert may name of a record. */
export function blanksOf(kind: AnyKind, record: AnyRecord): Blanks {
  const { customer } = kind.brief(record);
  return { number: String(record.id), title: record.title, ...(customer && { customer }) };
}

export function nameOf({ one }: AnyKind, { id }: Pick<AnyRecord, 'id'>): string {
  return `${one.charAt(0).toUpperCase()}${one.slice(1)} #${id}`;
}

/** What a step of the life cycle depends on. */
function stateFacts(kind: AnyKind, record: AnyRecord) {
  const { name, by, at } = kind.brief(record).state;
  return {
    Status: [name, ...(by ? [`by ${by}`] : []), ...(isBlank(at ?? '') ? [] : [formatMoment(at ?? '')])].join(
      ', ',
    ),
  };
}
