import type { NoteInRecord } from '@service-desk/client';
import type { ResourcePath } from '../resource.ts';

/** A kind of notes. */
export interface NoteKind<Entity = never> {
  path: ResourcePath;
  /** Such as `comment`. */
  singular: string;
  /** Such as `Comment`. */
  label: string;
  /** Explains the purpose of the notes. */
  hint: string;
  tone: 'open' | 'warn' | 'done' | 'rest';
  /** Reads the notes from a response. */
  list: (entity: Entity) => NoteInRecord[];
}

/** The kinds of notes of a resource; the first is the default. */
export type NoteKinds<Entity = never> = readonly [NoteKind<Entity>, ...NoteKind<Entity>[]];
