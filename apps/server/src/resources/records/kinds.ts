import type { RecordType } from '../../store/schema.ts';
import { changeKind } from '../changes/kind.ts';
import { incidentKind } from '../incidents/kind.ts';
import { problemKind } from '../problems/kind.ts';
import { releaseKind } from '../releases/kind.ts';
import type { RecordKind } from './kind.ts';

/** What differs between the types of records. */
export const recordKinds: { readonly [Type in RecordType]: RecordKind<Type> } = {
  incident: incidentKind,
  problem: problemKind,
  change: changeKind,
  release: releaseKind,
};
