import type { Id } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Field, type FieldType, textOf } from '../forms/fields.ts';

/** The pages of the resources that fields reference, by field type. */
const pages: Partial<Record<FieldType, string>> = {
  person: '/people/users',
  member: '/people/users',
  customer: '/people/customers',
  company: '/people/companies',
  configType: '/config/types',
};

/** The text of a field, as a link if it references a resource with a page. */
export function renderField<Entity>(field: Field<Entity>, entity: Entity): ReactNode {
  const text = textOf(field, entity);
  const page = pages[field.type];
  if (!page || text === '') return text;
  const { id } = field.read(entity) as { id: Id };
  const address: string = `${page}/${id}`;
  return <Link to={address}>{text}</Link>;
}
