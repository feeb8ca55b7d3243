import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { customerName, formatMoment, fromLocalInput } from '../format.ts';
import { DialogForm } from '../forms/dialog-form.tsx';
import { FormDialog } from '../forms/form-dialog.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { CustomerSelect } from '../people/customer-select.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useService, useUsers } from '../people/queries.ts';
import { categoryChoices, priorityChoices, typeChoices, withCurrent } from '../people/service-choices.ts';
import { Failure } from '../shell/failure.tsx';
import type { IncidentDialogProps } from './dialog.ts';
import { type EditValues, editInputOf, editValuesOf, nameIn } from './edit-values.ts';
import { useIncidentEdit } from './use-update.ts';

const labels = {
  title: 'Title',
  priority_id: 'Priority',
  type_id: 'Type',
  category_id: 'Category',
  customer_id: 'Customer',
  owner_id: 'Owner',
  opened_at: 'Opened',
  due_date: 'Due',
};

export function EditDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <FormDialog opened={opened} close={close} title={`Edit incident #${incident.id}`} size="lg">
      <EditForm close={close} incident={incident} />
    </FormDialog>
  );
}

function EditForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const service = useService(incident.service.id);
  const users = useUsers();
  const [opened] = useState(incident);
  const [chosenCustomer, setChosenCustomer] = useState<{ id: string; name: string } | null>(null);
  const draft = useDraftForm({ name: 'edit', values: editValuesOf(incident) });
  const { form } = draft;
  const save = useIncidentEdit<EditValues>({
    incident,
    close,
    draft,
    labels,
    nouns: { user: 'owner_id' },
    valuesOf: editValuesOf,
    inputOf: editInputOf,
    announce: () => `Incident #${incident.id} is saved`,
  });
  const none = { value: '', label: 'None' };
  const priorities = priorityChoices(service.data, incident.priority);
  const types = withCurrent(typeChoices(service.data), incident.service_activity_type);
  const categories = withCurrent(categoryChoices(service.data), incident.category);
  const customers = [incident.customer, opened.customer].map(
    (customer) => customer && { id: customer.id, name: customerName(customer) },
  );
  const customer = form.getInputProps('customer_id');
  const moment = (value: string) => formatMoment(fromLocalInput(value));
  return (
    <DialogForm
      action="Save changes"
      close={close}
      draft={draft}
      words={{
        labels,
        texts: {
          priority_id: labelIn(priorities),
          type_id: labelIn(types),
          category_id: labelIn(categories),
          customer_id: nameIn([...customers, chosenCustomer]),
          owner_id: nameIn([...(users.data ?? []), incident.owner, opened.owner]),
          opened_at: moment,
          due_date: moment,
        },
      }}
      save={save}
      onSubmit={form.onSubmit((values) => (draft.dirty ? save.submit(values) : close()))}
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
        <CustomerSelect
          label="Customer"
          also={incident.customer}
          {...customer}
          onChange={(id, option) => {
            customer.onChange(id);
            if (id !== null && option) setChosenCustomer({ id, name: option.label });
          }}
        />
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

function labelIn(choices: readonly { value: string; label: string }[]): (value: string) => string {
  return (value) => choices.find((choice) => choice.value === value)?.label ?? `#${value}`;
}
