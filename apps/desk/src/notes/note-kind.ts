import type { NoteInRecord } from '@service-desk/client';
import type { ResourcePath } from '../resource.ts';

/** A kind of notes that things of one kind have. */
export interface NoteKind<Thing = never> {
  path: ResourcePath;
  /** Such as `comment`. */
  one: string;
  /** Such as `Comment`. */
  label: string;
  /** What is written in it. */
  hint: string;
  look: 'open' | 'warn' | 'done' | 'rest';
  /** The notes that a thing prints. */
  list: (thing: Thing) => NoteInRecord[];
}

/** The kinds of notes that a thing has; the first is the usual one. */
export type NoteKinds<Thing = never> = readonly [NoteKind<Thing>, ...NoteKind<Thing>[]];
