import type { LinkableType } from '@service-desk/client';
import { changes } from './changes.ts';
import { incidents } from './incidents.ts';
import type { AnyKind } from './kind.ts';
import { problems } from './problems.ts';
import { releases } from './releases.ts';

/** The four kinds of records, in display order. */
export const recordKinds: Record<LinkableType, AnyKind> = { incidents, problems, changes, releases };

export const allKinds = Object.values(recordKinds);

export function isKindName(name: string): name is LinkableType {
  return Object.hasOwn(recordKinds, name);
}

export type { Action, AnyKind, AnyRecord, ChildKind, Fact, RecordState, RecordSummary } from './kind.ts';
