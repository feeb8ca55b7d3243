import { Alert, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { describeError } from '../errors.ts';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { type Fields, field } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import { markSeen } from '../live/unread.ts';
import { useMe, useServiceLoader } from '../people/queries.ts';
import { type ResourceInput, resourceAt, useInvalidate } from '../resource.ts';
import { useApi } from '../session.tsx';
import { recordName } from './actions.tsx';
import type { AnyKind, AnyRecord } from './kinds/index.ts';
import classes from './queue.module.css';
import { RaiseLinks } from './raise-links.tsx';

interface BulkAction {
  name: string;
  label: string;
  fields: Fields<unknown>;
  when: (record: AnyRecord) => boolean;
  /** Whether the action depends on the state of a record, which is then fetched again. */
  movesState: boolean;
  /** Returns the record after an update. */
  run: (record: AnyRecord, input: ResourceInput) => Promise<AnyRecord | undefined>;
}

interface Outcome {
  done: number;
  failed: { record: AnyRecord; text: string }[];
}

/** The actions for all selected records. */
function useBulkActions(kind: AnyKind): BulkAction[] {
  const { desk } = useApi();
  const loadService = useServiceLoader();
  const me = useMe();
  const records = resourceAt<AnyRecord>(desk, kind.name);
  const ofKind = kind.actions
    .filter(({ bulk }) => bulk)
    .map(
      ({ name, label, fields, when, phrase, input = (filled) => filled }): BulkAction => ({
        name,
        label,
        // The services of the records may differ, so the choices are not limited to members of one service.
        fields: Object.fromEntries(
          Object.entries(fields as Fields<unknown>).map(([key, known]) => [
            key,
            known.type === 'member' ? { ...known, type: 'person' as const, required: true } : known,
          ]),
        ),
        when,
        movesState: phrase !== undefined,
        run: (record, filled) => records.update(record.id, input(filled, record)),
      }),
    );
  const levels = [1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: `P${level}` }));
  return [
    ...ofKind,
    {
      name: 'priority',
      label: 'Priority',
      fields: { level: field('radio', 'Priority', () => '', { required: true, choices: levels }) },
      when: () => true,
      movesState: false,
      run: async (record, { level }) => {
        const service = await loadService(record.service.id);
        const found = service.service_priorities.find(
          (item) => String(item.service_priority.level) === String(level),
        );
        if (!found) throw new Error(`${service.name} has no priority of level ${level}.`);
        return records.update(record.id, { priority_id: found.service_priority.id });
      },
    },
    {
      name: 'watch',
      label: 'Watch',
      fields: {},
      when: () => true,
      movesState: false,
      run: async (record) => {
        await resourceAt(desk, `${kind.name}.watches`).create(record.id, { watched_by: me.data?.id ?? '' });
        return undefined;
      },
    },
  ];
}

/** The actions for the selected rows of a queue. Each record takes its own request. */
export function BulkBar({
  kind,
  records,
  select,
  refresh,
}: {
  kind: AnyKind;
  records: AnyRecord[];
  /** Selects these of the rows only. */
  select: (records: AnyRecord[]) => void;
  /** Shows the rows as they are now, after an action of the user. */
  refresh: () => void;
}) {
  const [open, setOpen] = useState<string>();
  const actions = useBulkActions(kind);
  const shown = actions.find(({ name }) => name === open);
  const many = records.length === 1 ? `1 ${kind.singular}` : `${records.length} ${kind.name}`;
  if (records.length === 0) return null;
  return (
    <section aria-label="Selected" className={classes.bulk}>
      <span role="status">{`${many} selected`}</span>
      {actions.map(({ name, label }) => (
        <Button key={name} variant="default" size="xs" onClick={() => setOpen(name)}>
          {label}
        </Button>
      ))}
      <RaiseLinks kind={kind} ids={records.map(({ id }) => id)} />
      <Button variant="subtle" size="xs" onClick={() => select([])}>
        Clear
      </Button>
      {shown && (
        <FormDialog opened close={() => setOpen(undefined)} title={`${shown.label}: ${many}`}>
          <BulkForm
            kind={kind}
            records={records}
            action={shown}
            close={() => setOpen(undefined)}
            settle={(failed) => {
              // Records that moved leave the queue; others can be selected for the next action.
              if (shown.movesState) select(failed);
              // The rows of failures stay, since their dialog is about them.
              if (failed.length === 0) refresh();
            }}
          />
        </FormDialog>
      )}
    </section>
  );
}

interface BulkFormProps {
  kind: AnyKind;
  records: AnyRecord[];
  action: BulkAction;
  close: () => void;
  /** Runs after the action, with the records for which it failed. */
  settle: (failed: AnyRecord[]) => void;
}

function BulkForm({ kind, records, action, close, settle }: BulkFormProps) {
  const { desk } = useApi();
  const { data: me } = useMe();
  const invalidate = useInvalidate(kind.name);
  const [outcome, setOutcome] = useState<Outcome>();
  const left = outcome ? outcome.failed.map(({ record }) => record) : records;
  const form = useCreateForm<Outcome>({
    name: `bulk ${action.name}`,
    fields: action.fields,
    send: async (input) => {
      const result: Outcome = { done: 0, failed: [] };
      // One after the other, so that a rate limit stops the rest.
      for (const record of left) {
        try {
          // A colleague may have changed it since the list was loaded.
          const now = action.movesState
            ? await resourceAt<AnyRecord>(desk, kind.name).get(record.id)
            : record;
          const { name, by } = kind.summarize(now).state;
          if (!action.when(now)) throw new Error(`It is ${name.toLowerCase()}${by ? ` by ${by}` : ''}.`);
          const updated = await action.run(now, input);
          const lastActive = updated && kind.summarize(updated).lastActive;
          if (me && lastActive) markSeen(me.id, record.id, lastActive);
          result.done += 1;
        } catch (error) {
          result.failed.push({
            record,
            text: error instanceof Error && error.name === 'Error' ? error.message : describeError(error),
          });
        }
      }
      return result;
    },
    onSaved: async (result) => {
      await invalidate();
      setOutcome(result);
      settle(result.failed.map(({ record }) => record));
      if (result.failed.length === 0) close();
    },
    announce: ({ done, failed }) =>
      failed.length === 0 ? `${action.label}: ${done} done` : `${done} done, ${failed.length} failed`,
  });
  return (
    <EntityForm
      form={form}
      action={outcome ? `Retry ${left.length}` : action.label}
      close={close}
      notice={
        outcome &&
        outcome.failed.length > 0 && (
          <Alert
            color="red"
            variant="outline"
            title={`${outcome.failed.length} failed, ${outcome.done} done`}
          >
            {outcome.failed.map(({ record, text }) => (
              <Text key={String(record.id)} size="sm">
                {`${recordName(kind, record)}: ${text}`}
              </Text>
            ))}
          </Alert>
        )
      }
    />
  );
}
