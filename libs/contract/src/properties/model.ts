import type { OperationId } from '@service-desk/client';
import type { Resource as DescribedResource } from '#description/resources';
import { OWN_NAMES } from '../v1/links.ts';

export type { Field, NamedLife as Life } from '#description/resources';

/** A resource of v1: its operations, and the fields that they accept and return. */
export type Resource = DescribedResource<OperationId>;

/** A value without the fields that the description does not know, which a provider may have in one format only. */
export function withoutUnknown(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutUnknown(each, names));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => names.has(name));
  return Object.fromEntries(
    fields.map(([name, inside]) => [name, OWN_NAMES.test(name) ? inside : withoutUnknown(inside, names)]),
  );
}
