import { useState } from 'react';
import { DialogForm } from '../forms/dialog-form.tsx';
import { FormDialog } from '../forms/form-dialog.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { PersonSelect } from '../people/person-select.tsx';
import { useMe, useUsers } from '../people/queries.ts';
import { Failure } from '../shell/failure.tsx';
import type { IncidentDialogProps } from './dialog.ts';
import { type AssignValues, assignValuesOf, nameIn } from './edit-values.ts';
import classes from './incident.module.css';
import { useIncidentEdit } from './use-update.ts';

const labels = { assigned_user_id: 'Assignee' };

export function AssignDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <FormDialog
      opened={opened}
      close={close}
      title={`Assign incident #${incident.id}`}
      classNames={{ content: classes.roomy ?? '', body: classes.roomy ?? '' }}
    >
      <AssignForm close={close} incident={incident} />
    </FormDialog>
  );
}

function AssignForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const me = useMe();
  const users = useUsers(incident.service.id);
  const [opened] = useState(incident);
  const draft = useDraftForm({ name: 'assign', values: assignValuesOf(incident) });
  const { form } = draft;
  const save = useIncidentEdit<AssignValues>({
    incident,
    close,
    draft,
    labels,
    nouns: { user: 'assigned_user_id' },
    valuesOf: assignValuesOf,
    inputOf: ({ assigned_user_id }) => ({ assigned_user_id: assigned_user_id ?? '' }),
    announce: (updated) =>
      updated.assigned_user ? `Assigned to ${updated.assigned_user.full_name}` : 'Assigned to nobody',
  });
  const mine = me.data && users.data?.some((person) => String(person.id) === String(me.data.id));
  return (
    <DialogForm
      action="Assign incident"
      close={close}
      draft={draft}
      words={{
        labels,
        texts: {
          assigned_user_id: nameIn([...(users.data ?? []), incident.assigned_user, opened.assigned_user]),
        },
      }}
      save={save}
      onSubmit={form.onSubmit((values) => (draft.dirty ? save.submit(values) : close()))}
    >
      <PersonSelect
        label="Assignee"
        description={`Users and groups with access to ${incident.service.name}.`}
        people={users}
        also={incident.assigned_user}
        data-autofocus
        {...form.getInputProps('assigned_user_id')}
      />
      {users.isError && (
        <Failure title="The list could not be loaded" error={users.error} retry={() => users.refetch()} />
      )}
      {mine && form.values.assigned_user_id !== String(me.data.id) && (
        <button
          type="button"
          className={classes.asLink}
          onClick={() => form.setFieldValue('assigned_user_id', String(me.data.id))}
        >
          Take it myself
        </button>
      )}
    </DialogForm>
  );
}
