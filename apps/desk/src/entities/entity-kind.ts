import type { Id, ServiceDesk } from '@service-desk/client';
import type { Fields } from '../forms/fields.ts';
import type { ResourceInput, ResourcePath } from '../resource.ts';

/** A resource with pages to view, edit and create it. */
export interface EntityKind<Entity> {
  path: ResourcePath;
  noun: string;
  /** The fields of its form and page. */
  fields: Fields<Entity>;
  nameOf: (entity: Entity) => string;
  address: (id: Id) => string;
  /** Resources whose responses contain its name. */
  listedIn: ResourcePath[];
  /** Fetches the ids of those with the name in a write request. */
  namesakes: (desk: ServiceDesk, input: ResourceInput) => Promise<Id[]>;
}
