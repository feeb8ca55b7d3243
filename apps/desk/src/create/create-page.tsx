import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useNavigate } from '@tanstack/react-router';
import { useShowIncident } from '../incident/queries.ts';
import { CustomerSelect } from '../people/customer-select.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useService, useServices, useUsers } from '../people/queries.ts';
import { categoryChoices, priorityChoices, typeChoices } from '../people/service-choices.ts';
import { useApi } from '../session.tsx';
import { Failure, FormFailure } from '../shell/failure.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { useSave } from '../use-save.ts';
import classes from './create.module.css';
import { type CreateValues, creationOf, forService } from './creation.ts';

const blank: CreateValues = {
  service_id: '',
  title: '',
  symptom: '',
  priority_id: '',
  type_id: '',
  category_id: '',
  customer_id: null,
  assigned_user_id: null,
};

/** Opens a new incident. */
export function CreatePage() {
  const { queries } = useApi();
  const navigate = useNavigate();
  const show = useShowIncident();
  const services = useServices();
  const form = useForm<CreateValues>({ initialValues: blank });
  const { service_id } = form.values;
  const chosen = service_id !== '';
  const service = useService(service_id, chosen);
  const users = useUsers(service_id, chosen);

  const save = useSave({
    ...queries.incidents.create.mutationOptions(),
    saved: async (incident) => {
      await show(incident);
      await navigate({ to: '/incidents/$id', params: { id: String(incident.id) } });
    },
    announce: (incident) => `Incident #${incident.id} is open`,
    labels: {
      service_id: 'Service',
      title: 'Title',
      symptom: 'First symptom',
      priority_id: 'Priority',
      type_id: 'Type',
      category_id: 'Category',
      customer_id: 'Customer',
      assigned_user_id: 'Assignee',
    },
    nouns: { user: 'assigned_user_id' },
    setErrors: form.setErrors,
  });

  const byService = { value: '', label: chosen ? 'As the service provides' : 'Choose a service first' };
  return (
    <div className={classes.page}>
      <PageHeading documentTitle="New incident">New incident</PageHeading>
      {services.isError && (
        <Failure
          title="The services could not be loaded"
          error={services.error}
          retry={() => services.refetch()}
        />
      )}
      <form
        ref={save.formRef}
        noValidate
        aria-label="New incident"
        className={classes.form}
        onSubmit={form.onSubmit((values) => save.submit(creationOf(values)))}
      >
        <Stack gap="md">
          <div className="field-pairs">
            <NativeSelect
              label="Service"
              required
              data={[
                {
                  value: '',
                  label: services.data ? 'Choose a service' : services.isError ? 'Not loaded' : 'Loading…',
                },
                ...(services.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              {...form.getInputProps('service_id')}
              onChange={(event) => {
                form.clearFieldError('service_id');
                form.setValues(forService(form.getValues(), event.currentTarget.value));
              }}
            />
            <CustomerSelect label="Customer" {...form.getInputProps('customer_id')} />
          </div>
          <TextInput
            label="Title"
            description="What it is about, in a line."
            required
            maxLength={255}
            {...form.getInputProps('title')}
          />
          <Textarea
            label="First symptom"
            description="What is seen."
            autosize
            minRows={3}
            maxRows={16}
            {...form.getInputProps('symptom')}
          />
          {service.isError && (
            <Failure
              title="The service’s choices could not be loaded"
              error={service.error}
              retry={() => service.refetch()}
            />
          )}
          <div className="field-pairs">
            <NativeSelect
              label="Priority"
              disabled={!chosen}
              data={[byService, ...priorityChoices(service.data)]}
              {...form.getInputProps('priority_id')}
            />
            <NativeSelect
              label="Type"
              disabled={!chosen}
              data={[byService, ...typeChoices(service.data)]}
              {...form.getInputProps('type_id')}
            />
            <NativeSelect
              label="Category"
              data={[{ value: '', label: 'None' }, ...categoryChoices(service.data)]}
              {...form.getInputProps('category_id')}
            />
            <PersonSelect
              label="Assignee"
              placeholder={chosen ? 'As the service provides' : 'Choose a service first'}
              clearable
              disabled={!chosen}
              people={users}
              {...form.getInputProps('assigned_user_id')}
            />
          </div>
          <FormFailure messages={save.messages} retry={save.retry} />
          <Group>
            <Button type="submit" loading={save.pending}>
              Create incident
            </Button>
            <Link to="/" className={classes.cancel}>
              Cancel
            </Link>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
