import { Group, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { CustomerSelect } from '../people/customer-select.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useService, useUsers } from '../people/queries.ts';
import { categoryChoices, priorityChoices, typeChoices, withCurrent } from '../people/service-choices.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { useSave } from '../use-save.ts';
import { changesOf, editValuesOf } from './changes.ts';
import type { IncidentDialogProps } from './dialog.ts';
import { DialogForm } from './dialog-form.tsx';
import { useShowIncident } from './queries.ts';

export function EditDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Edit incident #${incident.id}`} size="lg">
      <EditForm close={close} incident={incident} />
    </Modal>
  );
}

function EditForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const { queries } = useApi();
  const show = useShowIncident();
  const service = useService(incident.service.id);
  const users = useUsers();
  const form = useForm({ initialValues: editValuesOf(incident) });
  const save = useSave({
    ...queries.incidents.update.mutationOptions(),
    saved: async (updated) => {
      await show(updated);
      close();
    },
    announce: `Incident #${incident.id} is saved`,
    labels: {
      title: 'Title',
      priority_id: 'Priority',
      type_id: 'Type',
      category_id: 'Category',
      customer_id: 'Customer',
      owner_id: 'Owner',
      opened_at: 'Opened',
      due_date: 'Due',
    },
    nouns: { user: 'owner_id' },
    setErrors: form.setErrors,
  });
  const none = { value: '', label: 'None' };
  const priorities = priorityChoices(service.data, incident.priority);
  const types = withCurrent(typeChoices(service.data), incident.service_activity_type);
  const categories = withCurrent(categoryChoices(service.data), incident.category);
  return (
    <DialogForm
      action="Save changes"
      close={close}
      save={save}
      onSubmit={form.onSubmit((values) => {
        const input = changesOf(editValuesOf(incident), values);
        if (Object.keys(input).length === 0) close();
        else save.submit({ id: incident.id, input });
      })}
    >
      {service.isError && (
        <Failure
          title="The service’s choices could not be loaded"
          error={service.error}
          retry={() => service.refetch()}
        />
      )}
      <TextInput label="Title" required maxLength={255} data-autofocus {...form.getInputProps('title')} />
      <div className="field-pairs">
        <NativeSelect
          label="Priority"
          description="Another one moves the due date."
          data={incident.priority ? priorities : [none, ...priorities]}
          {...form.getInputProps('priority_id')}
        />
        <TextInput
          label="Due"
          description="Blank follows the priority."
          type="datetime-local"
          {...form.getInputProps('due_date')}
        />
        <NativeSelect
          label="Type"
          data={incident.service_activity_type ? types : [none, ...types]}
          {...form.getInputProps('type_id')}
        />
        <NativeSelect label="Category" data={[none, ...categories]} {...form.getInputProps('category_id')} />
        <CustomerSelect label="Customer" also={incident.customer} {...form.getInputProps('customer_id')} />
        <PersonSelect
          label="Owner"
          people={users}
          also={incident.owner}
          {...form.getInputProps('owner_id')}
        />
      </div>
      <Group grow>
        <TextInput label="Opened" type="datetime-local" {...form.getInputProps('opened_at')} />
      </Group>
    </DialogForm>
  );
}
