import { type OperationId, type OperationRow, operationTable, type ServiceDesk } from '@service-desk/client';
import { rows } from './generated/resources.ts';
import type { ResourceName, ResourceWith, Verb } from './rows.ts';

/** A record of the lists at the top, as the client's types have it. */
type Listed<Name extends keyof ServiceDesk> = ServiceDesk[Name] extends {
  list(...args: never[]): PromiseLike<infer Result>;
}
  ? Result extends { items: (infer Row)[] } | (infer Row)[]
    ? Row
    : never
  : never;

/** The resources at the top that are lists of records. A config type is listed together with its items. */
type TopList = Exclude<Extract<ResourceWith<'list'>, keyof ServiceDesk>, 'links' | 'configTypes'>;

/** The columns of the lists that have more than an agent needs. Others are shown whole. */
export const COLUMNS: { readonly [Name in TopList]: readonly (keyof Listed<Name>)[] } = {
  incidents: [
    'id',
    'title',
    'status',
    'service',
    'priority',
    'assigned_user',
    'owner',
    'due_date',
    'created_at',
  ],
  problems: [
    'id',
    'title',
    'service',
    'priority',
    'assigned_to',
    'owner',
    'created_at',
    'workaround_found_at',
  ],
  changes: [
    ...(['id', 'title', 'change_status', 'service', 'priority', 'type', 'risk', 'assigned_user'] as const),
    ...(['owner', 'due_date', 'due_live_at', 'created_at'] as const),
  ],
  releases: ['id', 'title', 'status', 'service', 'priority', 'assigned_user', 'owner', 'created_at'],
  configRelationshipTypes: ['id', 'name', 'dependency_type', 'opposite_config_relationship_type_id'],
  timeEntries: [
    ...(['id', 'hours', 'user', 'performed_at', 'description', 'custom', 'service'] as const),
    ...(['incident_id', 'problem_id', 'change_id', 'release_id'] as const),
  ],
  services: ['id', 'name'],
  users: ['id', 'full_name'],
  customers: ['id', 'first_name', 'last_name'],
  companies: ['id', 'name'],
};

const names = Object.keys(rows) as ResourceName[];

/** The operation of a resource for a verb. */
export function operationOf(resource: string, verb: Verb | 'current'): OperationRow | undefined {
  return operationTable[`${resource}.${verb}` as OperationId];
}

/** The resources that have an operation for a verb. */
export function resourcesWith(verb: Verb): ResourceName[] {
  return names.filter((name) => operationOf(name, verb));
}

/** The resources that are notes of a record: all that they need is a text. */
export const notes: readonly ResourceName[] = names.filter((name) => {
  const required = Object.entries(rows[name].create ?? {}).filter(([, field]) => field.required);
  return required.length === 1 && required[0]?.[0] === 'note';
});

/** The resources that have notes. */
export const noted: readonly string[] = [...new Set(notes.map(parentOf))];

/** The kinds of notes, such as `comments`. */
export const noteKinds: readonly string[] = [...new Set(notes.map(lastOf))];

/** The resource above: `changes.testers` of `changes.testers.issues`. */
export function parentOf(resource: string): string {
  return resource.slice(0, Math.max(0, resource.lastIndexOf('.')));
}

/** The last part of a name: `issues` of `changes.testers.issues`. */
export function lastOf(resource: string): string {
  return resource.slice(resource.lastIndexOf('.') + 1);
}

/** The ids of the records above, which a call needs: all ids of a list's path, all but the last of a record's. */
export function parentsOf(resource: string, verb: Verb): readonly string[] {
  const ids = operationOf(resource, verb)?.ids ?? [];
  return verb === 'list' || verb === 'create' ? ids : ids.slice(0, -1);
}
