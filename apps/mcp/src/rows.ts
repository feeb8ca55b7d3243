import type { OperationId } from '@service-desk/client';

/** The verbs of operations that work on a resource. */
export const VERBS = ['list', 'get', 'create', 'update', 'delete'] as const;
export type Verb = (typeof VERBS)[number];

/** The resources that have an operation with this verb. */
export type ResourceWith<V extends string> = OperationId extends infer Id
  ? Id extends `${infer Resource}.${V}`
    ? Resource
    : never
  : never;

/** Every resource of v1, such as `changes.testers.issues`. `current` is the caller among the users. */
export type ResourceName = ResourceWith<Verb | 'current'>;

/** A query parameter of a list. */
export interface FilterRow {
  text: string;
  type: 'id' | 'ids' | 'boolean' | 'string';
  values?: readonly unknown[];
}

/** A field that can be written. */
export interface FieldRow {
  /** What its values look like, explained in the table of kinds. */
  kind: string;
  text?: string;
  required?: boolean;
  /** It is sent in the query, beside the body. */
  query?: boolean;
}

/** What the tools have to know of a resource. */
export interface ResourceRow {
  /** What its operations do, in the words of the description. */
  about: string;
  filters: Readonly<Record<string, FilterRow>>;
  create?: Readonly<Record<string, FieldRow>>;
  update?: Readonly<Record<string, FieldRow>>;
  /** The fields of an entry of its list, and of one record. */
  summary: readonly string[];
  detail: readonly string[];
}
