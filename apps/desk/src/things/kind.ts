import type { Id, ServiceDesk } from '@service-desk/client';
import type { Fields } from '../forms/fields.ts';
import type { Input, ResourcePath } from '../resource.ts';

/** A kind of things with a page of their own each, which are found by name. */
export interface ThingKind<Thing> {
  path: ResourcePath;
  noun: string;
  /** What a form takes, and its page shows. */
  fields: Fields<Thing>;
  nameOf: (thing: Thing) => string;
  address: (id: Id) => string;
  /** Resources whose answers name it. */
  listedIn: ResourcePath[];
  /** The ids of those that are stored under the name of what is written. */
  namesakes: (desk: ServiceDesk, input: Input) => Promise<Id[]>;
}
