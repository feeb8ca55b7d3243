import type { ReadContext } from '../../calls/context.ts';
import type { PageRange } from '../../calls/pagination.ts';
import type { ConfigRelationshipTypesTable, ConfigTypesTable, Id, NamedRow } from '../../store/schema.ts';
import { type Listed, listByName } from '../list-by-name.ts';

export type ConfigTypeRow = NamedRow<ConfigTypesTable>;
export type ConfigRelationshipTypeRow = NamedRow<ConfigRelationshipTypesTable>;

/** A config type of the account. */
export async function findConfigType({ db }: ReadContext, id: Id): Promise<ConfigTypeRow | undefined> {
  return db.byId('config_types', id);
}

/** The config type that all others stand below. */
export async function findRootType({ db }: ReadContext): Promise<ConfigTypeRow | undefined> {
  return db.from('config_types').selectAll().where('parent_id', 'is', null).orderBy('id').executeTakeFirst();
}

/** The config types directly below one, by name. */
export async function childTypes({ db }: ReadContext, parent: Id): Promise<ConfigTypeRow[]> {
  return db
    .from('config_types')
    .selectAll()
    .where('parent_id', '=', parent)
    .orderBy('name_key')
    .orderBy('id')
    .execute();
}

/** A page of the account's config relationship types by name. */
export function relationshipTypesByName(
  { db }: ReadContext,
  page: PageRange,
): Promise<Listed<ConfigRelationshipTypeRow>> {
  return listByName(db.from('config_relationship_types').selectAll(), page);
}

/** The config relationship types with these ids. */
export async function relationshipTypesById(
  { db }: ReadContext,
  ids: readonly Id[],
): Promise<Map<Id, ConfigRelationshipTypeRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .from('config_relationship_types')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The names of the fields that a config type has, its own and those of its ancestors. */
export async function fieldsOf({ db, caller }: ReadContext, type: Id): Promise<Set<string>> {
  const rows = await db.source
    .withRecursive('line', (cte) =>
      cte
        .selectFrom('config_types')
        .select(['id', 'parent_id', 'fields'])
        .where('account_id', '=', caller.account)
        .where('id', '=', type)
        .union(
          cte
            .selectFrom('config_types as parent')
            .innerJoin('line', 'line.parent_id', 'parent.id')
            .select(['parent.id', 'parent.parent_id', 'parent.fields'])
            .where('parent.account_id', '=', caller.account),
        ),
    )
    .selectFrom('line')
    .select('fields')
    .execute();
  return new Set(rows.flatMap(({ fields }) => JSON.parse(fields) as string[]));
}
