import type { Selectable } from 'kysely';
import type { Schemas } from '../generated/types.ts';
import type { ChangeTestersTable, Id } from '../store/schema.ts';
import { type Context, LINKS } from './context.ts';

export type TesterRow = Selectable<ChangeTestersTable>;

/** The testers of these changes, oldest first. */
export async function testersOf({ db, caller }: Context, changes: readonly Id[]): Promise<TesterRow[]> {
  if (changes.length === 0) return [];
  return db
    .selectFrom('change_testers')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('change_id', 'in', changes)
    .orderBy('id')
    .execute();
}

/** A tester's path. */
export function testerLink({ change_id, id }: Pick<TesterRow, 'change_id' | 'id'>): string {
  return `${LINKS}/changes/${change_id}/testers/${id}`;
}

/** A tester in a list and inside his change. */
export function testerSummary(
  tester: TesterRow,
  person: (id: Id | null) => Schemas['Person'] | null,
): Schemas['ChangeTesterSummary'] {
  return { id: tester.id, change_tester_link: testerLink(tester), owned_by: person(tester.user_id) };
}
