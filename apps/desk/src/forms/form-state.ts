import type { ActivityType, Service } from '@service-desk/client';
import type { FormEvent } from 'react';
import type { Fields } from './fields.ts';
import type { FieldValue, FormValues } from './three-way-merge.ts';
import type { DraftForm } from './use-draft-form.ts';
import type { Save } from './use-save.ts';

/** The service whose choices a form offers, and which of its types. */
export interface ServiceScope {
  /** `""` until one is chosen. */
  serviceId: string;
  types: (service: Service) => readonly ActivityType[];
}

export const noScope: ServiceScope = { serviceId: '', types: () => [] };

/** The scope of a form, whose own service field takes precedence. */
export function scopeIn(fields: Fields<never>, scope: ServiceScope, values: FormValues): ServiceScope {
  const name = Object.keys(fields).find((known) => fields[known]?.type === 'service');
  const chosen = name === undefined ? undefined : values[name];
  return chosen ? { ...scope, serviceId: String(chosen) } : scope;
}

/** The state of a form: its fields, draft and write. */
export interface FormState<Entity> {
  fields: Fields<Entity>;
  scope: ServiceScope;
  entity: Entity | undefined;
  draft: DraftForm;
  save: Save<never>;
  /** The text of an input value. */
  describe: (field: string, value: FieldValue | undefined) => string;
  /** Returns a submit handler. If there are no changes to send, it calls `close`. */
  submit: (close: () => void) => (event?: FormEvent<HTMLFormElement>) => void;
}
