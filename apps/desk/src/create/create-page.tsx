import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { Incident } from '@service-desk/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { formatMoment } from '../format.ts';
import { FormNotices } from '../forms/form-notices.tsx';
import { SaveFailure } from '../forms/save-failure.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { useSave } from '../forms/use-save.ts';
import { useShowIncident } from '../incident/queries.ts';
import { CustomerSelect } from '../people/customer-select.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useMe, useService, useServices, useUsers } from '../people/queries.ts';
import { categoryChoices, priorityChoices, typeChoices } from '../people/service-choices.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import classes from './create.module.css';
import { type CreateValues, creationOf, forService } from './creation.ts';
import { type Creation, findCreated } from './find-created.ts';

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

const labels = {
  service_id: 'Service',
  title: 'Title',
  symptom: 'First symptom',
  priority_id: 'Priority',
  type_id: 'Type',
  category_id: 'Category',
  customer_id: 'Customer',
  assigned_user_id: 'Assignee',
};

/** Opens a new incident. */
export function CreatePage() {
  const { desk } = useApi();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const show = useShowIncident();
  const services = useServices();
  const draft = useDraftForm({ name: 'create', values: blank });
  const { form } = draft;
  const { service_id } = form.values;
  const chosen = service_id !== '';
  const service = useService(service_id, chosen);
  const users = useUsers(service_id, chosen);

  const save = useSave({
    mutationFn: ({ input }: Creation): Promise<Incident> => desk.incidents.create(input),
    find: async (sent) => findCreated(desk, sent, me?.id ?? (await desk.users.current()).id),
    showFound: ({ id, created_at }) => (
      <Link to="/incidents/$id" params={{ id: String(id) }}>
        {`incident #${id}, created ${formatMoment(created_at)}`}
      </Link>
    ),
    draft,
    saved: async (incident) => {
      await show(incident);
      await navigate({ to: '/incidents/$id', params: { id: String(incident.id) } });
    },
    announce: (incident) => `Incident #${incident.id} is open`,
    labels,
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
        onSubmit={form.onSubmit((values) => save.submit({ input: creationOf(values), at: Date.now() }))}
      >
        <Stack gap="md">
          <FormNotices draft={draft} words={{ labels }} />
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
          <SaveFailure save={save} />
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
