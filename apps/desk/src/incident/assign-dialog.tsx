import { Modal } from '@mantine/core';
import { useForm } from '@mantine/form';
import { PersonSelect } from '../people/person-select.tsx';
import { useMe, useUsers } from '../people/queries.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { useSave } from '../use-save.ts';
import type { IncidentDialogProps } from './dialog.ts';
import { DialogForm } from './dialog-form.tsx';
import classes from './incident.module.css';
import { useShowIncident } from './queries.ts';

interface AssignValues {
  assigned_user_id: string | null;
}

export function AssignDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Assign incident #${incident.id}`}
      classNames={{ content: classes.roomy ?? '', body: classes.roomy ?? '' }}
    >
      <AssignForm close={close} incident={incident} />
    </Modal>
  );
}

function AssignForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const { queries } = useApi();
  const me = useMe();
  const show = useShowIncident();
  const users = useUsers(incident.service.id);
  const form = useForm<AssignValues>({
    initialValues: { assigned_user_id: incident.assigned_user ? String(incident.assigned_user.id) : null },
  });
  const save = useSave({
    ...queries.incidents.update.mutationOptions(),
    saved: async (updated) => {
      await show(updated);
      close();
    },
    announce: (updated) =>
      updated.assigned_user ? `Assigned to ${updated.assigned_user.full_name}` : 'Assigned to nobody',
    labels: { assigned_user_id: 'Assignee' },
    nouns: { user: 'assigned_user_id' },
    setErrors: form.setErrors,
  });
  const mine = me.data && users.data?.some((person) => String(person.id) === String(me.data.id));
  return (
    <DialogForm
      action="Assign incident"
      close={close}
      save={save}
      onSubmit={form.onSubmit(({ assigned_user_id }) =>
        save.submit({ id: incident.id, input: { assigned_user_id: assigned_user_id ?? '' } }),
      )}
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
