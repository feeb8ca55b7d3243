import {
  Button,
  Checkbox,
  Group,
  Input,
  NativeSelect,
  Radio,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { CompanyRef, CustomerRef, Person, Service } from '@service-desk/client';
import { type ReactNode, useState } from 'react';
import { useContents, useTypeChoices } from '../configuration/queries.ts';
import { CompanySelect } from '../people/company-select.tsx';
import { CustomerSelect } from '../people/customer-select.tsx';
import { PersonSelect } from '../people/person-select.tsx';
import { useMe, useService, useServices, useUsers } from '../people/queries.ts';
import { categoryChoices, priorityChoices, typeChoices } from '../people/service-choices.ts';
import { Failure } from '../shell/failure.tsx';
import { EntryInput } from '../time/entry-input.tsx';
import { type Choice, type FieldType, parseKeyValues, textOf, valuesOf } from './fields.ts';
import { type FormState, type ServiceScope, scopeIn } from './form-state.ts';
import classes from './forms.module.css';
import type { FieldValue } from './three-way-merge.ts';

interface ControlProps {
  choices: readonly Choice[];
  blank: string | undefined;
  /** The current value as in the response and as a choice: it may be missing from the list of choices. */
  stored: unknown;
  current: Choice;
  scope: ServiceScope;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  shared: {
    label: string;
    description?: string;
    required: boolean;
    disabled?: boolean;
    readOnly: boolean;
    error: ReactNode;
    'data-path'?: string;
    'data-autofocus': true | undefined;
  };
}

/** The control of each field type. */
const controls: Record<FieldType, (props: ControlProps) => ReactNode> = {
  text: (props) => <TextInput {...textual(props)} maxLength={255} autoComplete="off" />,
  area: (props) => <Textarea {...textual(props)} autosize minRows={3} maxRows={14} />,
  entry: ({ shared, value, onChange }) => (
    <EntryInput {...shared} value={String(value ?? '')} onChange={onChange} />
  ),
  number: (props) => <TextInput {...textual(props)} inputMode="decimal" autoComplete="off" />,
  timestamp: (props) => <TextInput {...textual(props)} type="datetime-local" />,
  flag: ({ shared: { required, ...shared }, value, onChange }) => (
    <Checkbox
      {...shared}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  ),
  choice: ListControl,
  radio: ({ shared, value, onChange, choices }) => (
    <Radio.Group {...shared} value={String(value ?? '')} onChange={onChange}>
      <div className={classes.options}>
        {choices.map((choice) => (
          <Radio key={choice.value} {...choice} />
        ))}
      </div>
    </Radio.Group>
  ),
  service: ServiceControl,
  priority: (props) => (
    <OfServiceControl
      {...props}
      choicesOf={(service) => priorityChoices(service, String(props.value ?? ''))}
    />
  ),
  type: (props) => (
    <OfServiceControl
      {...props}
      choicesOf={(service) => typeChoices(service && props.scope.types(service))}
    />
  ),
  category: (props) => <OfServiceControl {...props} choicesOf={categoryChoices} />,
  person: (props) => <PersonControl {...props} />,
  member: (props) => <PersonControl {...props} ofService />,
  customer: (props) => <CustomerSelect {...searched(props)} also={props.stored as CustomerRef | null} />,
  company: (props) => <CompanySelect {...searched(props)} also={props.stored as CompanyRef | null} />,
  configType: ConfigTypeControl,
  configItem: ConfigItemControl,
  keyValues: KeyValuesControl,
};

function textual({ shared, value, onChange }: ControlProps) {
  return {
    ...shared,
    value: String(value ?? ''),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
}

function searched({ shared, value, onChange }: ControlProps) {
  return { ...shared, value: value === null ? null : String(value), onChange };
}

function ListControl(props: ControlProps) {
  const { choices, blank, current } = props;
  const none = blank === undefined ? [] : [{ value: '', label: blank }];
  const missing = current.value !== '' && !choices.some(({ value }) => value === current.value);
  return <NativeSelect {...textual(props)} data={[...none, ...(missing ? [current] : []), ...choices]} />;
}

function ServiceControl(props: ControlProps) {
  const { data, isError, error, refetch } = useServices();
  const known = (data ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  const blank = data ? 'Choose a service' : isError ? 'Not loaded' : 'Loading…';
  return (
    <>
      {isError && <Failure title="The services could not be loaded" error={error} retry={() => refetch()} />}
      <ListControl {...props} choices={known} blank={blank} />
    </>
  );
}

function OfServiceControl({
  choicesOf,
  ...props
}: ControlProps & { choicesOf: (service: Service | undefined) => Choice[] }) {
  const { serviceId } = props.scope;
  const service = useService(serviceId, serviceId !== '');
  const blank = props.blank ?? (props.current.value === '' ? 'None' : undefined);
  return (
    <ListControl
      {...props}
      shared={{
        ...props.shared,
        disabled: serviceId === '',
        ...(service.isError && { description: 'Not loaded' }),
      }}
      choices={choicesOf(service.data)}
      blank={serviceId === '' ? 'Choose a service first' : blank}
    />
  );
}

function PersonControl({ ofService = false, ...props }: ControlProps & { ofService?: boolean }) {
  const { serviceId } = props.scope;
  const waits = ofService && serviceId === '';
  const people = useUsers(ofService ? serviceId : undefined, !waits);
  const me = useMe();
  const mine = String(me.data?.id);
  const mayTake = ofService && people.data?.some(({ id }) => String(id) === mine) && props.value !== mine;
  return (
    <>
      <PersonSelect
        clearable
        {...searched(props)}
        disabled={waits}
        placeholder={waits ? 'Choose a service first' : (props.blank ?? '')}
        people={people}
        also={props.stored as Person | null}
      />
      {mayTake && (
        <button type="button" className={classes.asLink} onClick={() => props.onChange(mine)}>
          Assign to me
        </button>
      )}
    </>
  );
}

function ConfigTypeControl(props: ControlProps) {
  return <ListControl {...props} choices={useTypeChoices(String(props.value))} blank="Choose a type" />;
}

/** Selects an item by its type, or by its number if the type has too many items to list. */
function ConfigItemControl(props: ControlProps) {
  const { shared, value, onChange } = props;
  const [type, setType] = useState('');
  const types = useTypeChoices(type);
  const { data, isError, error, refetch } = useContents(type);
  const listed = type === '' || !data ? [] : data.config_items;
  const choices = listed.map(({ id, name }) => ({ value: String(id), label: name }));
  const kept = choices.some((choice) => choice.value === value) ? [] : [String(value)].filter(Boolean);
  const many = (data?.total_entries ?? 0) > choices.length && type !== '';
  return (
    <Stack>
      {isError && <Failure title="The items could not be loaded" error={error} retry={() => refetch()} />}
      <NativeSelect
        label={`Type of ${shared.label.toLowerCase()}`}
        value={type}
        data={[{ value: '', label: 'Choose a type' }, ...types]}
        onChange={(event) => {
          setType(event.currentTarget.value);
          onChange('');
        }}
      />
      {many && data ? (
        <TextInput {...textual(props)} description={`${data.total_entries} items. Enter the item number.`} />
      ) : (
        <ListControl
          {...props}
          choices={[...choices, ...kept.map((id) => ({ value: id, label: `#${id}` }))]}
          blank={type === '' ? 'Choose a type first' : data ? 'Choose an item' : 'Loading…'}
        />
      )}
    </Stack>
  );
}

/** Edits values by name; names can be added. */
function KeyValuesControl({ shared: { label, description, error }, value, onChange }: ControlProps) {
  const [name, setName] = useState('');
  const keyValues = parseKeyValues(value);
  const named = Object.keys(keyValues).find((key) => String(error).startsWith(`${key} `));
  const set = (next: Record<string, string>) => onChange(JSON.stringify(next));
  function add(): void {
    if (name.trim() !== '' && !(name.trim() in keyValues)) set({ ...keyValues, [name.trim()]: '' });
    setName('');
  }
  return (
    <fieldset className={classes.keyValues} data-error={error && named === undefined ? true : undefined}>
      <legend>{label}</legend>
      {description && <Input.Description>{description}</Input.Description>}
      {error && named === undefined && <Input.Error role="alert">{error}</Input.Error>}
      <div className="field-pairs">
        {Object.entries(keyValues).map(([key, text]) => (
          <TextInput
            key={key}
            label={key}
            value={text}
            error={key === named && error}
            autoComplete="off"
            onChange={(event) => set({ ...keyValues, [key]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Group gap="xs" align="end">
        <TextInput
          label="New field"
          placeholder="Field name"
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="default" onClick={add}>
          Add field
        </Button>
      </Group>
    </fieldset>
  );
}

interface FieldInputsProps<Entity> {
  form: FormState<Entity>;
  /** Replaces the default change of a value if it returns true, such as to clear dependent fields. */
  onChange: ((name: string, value: FieldValue) => boolean) | undefined;
}

/** The inputs of a form, two per row; wide ones have a row of their own. */
export function FieldInputs<Entity>({
  form: { fields, draft, entity, scope, save },
  onChange,
}: FieldInputsProps<Entity>) {
  const { form } = draft;
  const current = valuesOf(fields, entity);
  const chosen = scopeIn(fields, scope, form.values);
  return (
    <div className="field-pairs">
      {Object.entries(fields).map(([name, field], at) => {
        const { type, label, hint, required = false, choices = [], blank } = field;
        const Control = controls[type];
        const optional = entity && field.optional?.(entity);
        const description = optional ?? hint;
        const wide = field.wide || type === 'area' || type === 'keyValues' || type === 'radio';
        return (
          <div key={name} data-wide={wide || undefined}>
            <Control
              choices={choices}
              blank={blank}
              stored={entity === undefined ? null : (field.read(entity) ?? null)}
              current={{
                value: String(current[name] ?? ''),
                label: entity === undefined ? '' : textOf(field, entity),
              }}
              scope={chosen}
              value={form.values[name] ?? null}
              onChange={(value) => {
                // What is being saved does not change, so that nothing is lost when the form closes.
                if (save.pending) return;
                form.clearFieldError(name);
                if (!onChange?.(name, value)) form.setFieldValue(name, value);
              }}
              shared={{
                label,
                ...(description !== undefined && { description }),
                required: required && optional === undefined,
                readOnly: save.pending,
                error: form.errors[name],
                ...pathOf(form.getInputProps(name)),
                'data-autofocus': at === 0 || undefined,
              }}
            />
          </div>
        );
      })}
    </div>
  );
}

/** The attribute by which the form finds an input. */
function pathOf(props: object): { 'data-path'?: string } {
  return 'data-path' in props ? { 'data-path': String(props['data-path']) } : {};
}
