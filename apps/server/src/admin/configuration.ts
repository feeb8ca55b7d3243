import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { findRootType } from '../resources/config-types/rows.ts';
import type { Id } from '../store/schema.ts';
import { checkedName, checkUnused } from './checks.ts';
import { type Found, find } from './find.ts';
import { newId } from './new-id.ts';

type TypeRow = Found<'config type'>;
type RelationshipTypeRow = Found<'config relationship type'>;

/** v1's name for the root config type. */
export const ROOT_NAME = 'Config Item';

/** Creates a config type below another; by default below the root. */
export async function createConfigType(
  context: WriteContext,
  input: {
    name: string;
    id?: Id | undefined;
    parent?: string | undefined;
    fields?: string[] | undefined;
  },
) {
  const name = checkedName(context, 'name', input.name);
  context.faults.throwIfAny();
  const parent = input.parent
    ? await find(context, 'config type', input.parent)
    : await findRootType(context);
  if (!parent) throw new CallError('the account has no root config type');
  const type = await insertType(context, name, parent.id, input.id);
  for (const field of input.fields ?? []) await addField(context, type, field);
  return showConfigType(context, await find(context, 'config type', String(type.id)));
}

/** Creates the root config type of a new account. */
export async function createRootType(context: WriteContext): Promise<TypeRow> {
  return insertType(context, ROOT_NAME, null);
}

/** Changes the name or parent of a config type. */
export async function setConfigType(
  context: WriteContext,
  type: TypeRow,
  input: { name?: string | undefined; parent?: string | undefined },
) {
  const { db, faults } = context;
  const name = input.name === undefined ? type.name : checkedName(context, 'name', input.name);
  faults.throwIfAny();
  const parent_id = input.parent === undefined ? type.parent_id : await parentOf(context, type, input.parent);
  await db.update('config_types').set({ name, parent_id }).where('id', '=', type.id).execute();
  return showConfigType(context, { ...type, name, parent_id });
}

/** Lists the config types of the account by name. */
export async function listConfigTypes(context: ReadContext) {
  const rows = await typesOf(context);
  return rows.map((type) => typeView(type, rows));
}

/** Returns a config type with its fields. */
export async function showConfigType(context: ReadContext, type: TypeRow) {
  return typeView(type, await typesOf(context));
}

/**
 * Removes a config type that has no items and no subtypes.
 *
 * @throws CallError if it is in use
 */
export async function removeConfigType(context: WriteContext, type: TypeRow) {
  if (type.parent_id === null) throw new CallError(`${type.name} is the root of the configuration database`);
  await checkUnused(context, 'config type', type);
  const shown = await showConfigType(context, type);
  await context.db.remove('config_types').where('id', '=', type.id).execute();
  return shown;
}

/** Adds a field to a config type. Its subtypes inherit it. */
export async function addField(context: WriteContext, type: TypeRow, text: string) {
  const field = checkedName(context, 'field', text);
  context.faults.throwIfAny();
  const types = await typesOf(context);
  checkFree(types, type, field);
  return writeFields(context, type, [...ownFields(types, type), field]);
}

/** Renames a field in its type and in all items that have a value for it. */
export async function renameField(context: WriteContext, type: TypeRow, from: string, text: string) {
  const to = checkedName(context, 'field', text);
  context.faults.throwIfAny();
  const types = await typesOf(context);
  const fields = checkOwn(types, type, from);
  if (to !== from) checkFree(types, type, to);
  await rewriteItems(context, types, type, (values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name === from ? to : name, value])),
  );
  return writeFields(
    context,
    type,
    fields.map((name) => (name === from ? to : name)),
  );
}

/** Removes a field from a config type, and its values from all items. */
export async function removeField(context: WriteContext, type: TypeRow, field: string) {
  const types = await typesOf(context);
  const fields = checkOwn(types, type, field);
  await rewriteItems(context, types, type, ({ [field]: _, ...others }) => others);
  return writeFields(
    context,
    type,
    fields.filter((name) => name !== field),
  );
}

/** Lists the own and inherited fields of a config type, each with the type that defines it. */
export async function listFields(context: ReadContext, type: TypeRow) {
  const types = await typesOf(context);
  return ancestorsOf(types, type)
    .reverse()
    .flatMap((each) =>
      ownFields(types, each).map((field) => ({ field, config_type: each.name, config_type_id: each.id })),
    );
}

/** What it means for an item if the other item of a relationship fails. */
export type Dependency = RelationshipTypeRow['dependency_type'];

/** The input for a relationship type and its opposite. */
export interface RelationshipTypeInput {
  name?: string | undefined;
  /** The name of its opposite. */
  opposite?: string | undefined;
  dependency?: Dependency | undefined;
}

/**
 * Creates a relationship type and its opposite. An item with this type depends on the other item. If the opposite has no
 * name of its own, both sides are the same row.
 */
export async function createRelationshipType(
  context: WriteContext,
  input: RelationshipTypeInput & { name: string; id?: Id | undefined },
) {
  const { db, caller, faults } = context;
  const name = checkedName(context, 'name', input.name);
  const opposite = input.opposite === undefined ? name : checkedName(context, 'opposite', input.opposite);
  const dependency_type = input.dependency ?? 'N';
  faults.throwIfAny();
  const symmetric = opposite === name;
  if (symmetric && dependency_type === 'H') {
    throw new CallError('a hard dependency needs an opposite with another name: set --opposite');
  }
  const id = await newId(context, 'config_relationship_types', input.id);
  const opposite_id = symmetric ? id : await newId(context, 'config_relationship_types', undefined);
  const common = { account_id: caller.account, dependency_type };
  await db
    .insert('config_relationship_types', { ...common, id, name, primary: symmetric ? 0 : 1, opposite_id })
    .execute();
  if (!symmetric) {
    await db
      .insert('config_relationship_types', {
        ...common,
        id: opposite_id,
        name: opposite,
        primary: 0,
        opposite_id: id,
      })
      .execute();
  }
  return showRelationshipType(context, await find(context, 'config relationship type', String(id)));
}

/** Changes the names or the dependency of a relationship type and its opposite. */
export async function setRelationshipType(
  context: WriteContext,
  type: RelationshipTypeRow,
  { name, opposite, dependency }: RelationshipTypeInput,
) {
  const { db, faults } = context;
  const symmetric = type.opposite_id === type.id;
  if (symmetric && opposite !== undefined) throw new CallError(`${type.name} is its own opposite`);
  if (symmetric && dependency === 'H')
    throw new CallError(`${type.name} is its own opposite: neither side depends`);
  const own = name === undefined ? type.name : checkedName(context, 'name', name);
  const other = opposite === undefined ? undefined : checkedName(context, 'opposite', opposite);
  faults.throwIfAny();
  const set = (id: Id, changes: Partial<RelationshipTypeRow>) =>
    db
      .update('config_relationship_types')
      .set({ dependency_type: dependency ?? type.dependency_type, ...changes })
      .where('id', '=', id)
      .execute();
  await set(type.opposite_id, other === undefined ? {} : { name: other });
  await set(type.id, { name: own });
  return showRelationshipType(context, await find(context, 'config relationship type', String(type.id)));
}

/** Lists the relationship types of the account by id. */
export async function listRelationshipTypes(context: ReadContext) {
  const rows = await relationshipTypesOf(context);
  return rows.map((type) => relationshipTypeView(type, rows));
}

/** Returns a relationship type with the name of its opposite. */
export async function showRelationshipType(context: ReadContext, type: RelationshipTypeRow) {
  return relationshipTypeView(type, await relationshipTypesOf(context));
}

/**
 * Removes a relationship type and its opposite.
 *
 * @throws CallError if a config item uses it
 */
export async function removeRelationshipType(context: WriteContext, type: RelationshipTypeRow) {
  const { db } = context;
  await checkUnused(context, 'config relationship type', type);
  const shown = await showRelationshipType(context, type);
  await db.remove('config_relationship_types').where('id', 'in', [type.id, type.opposite_id]).execute();
  return shown;
}

async function insertType(
  context: WriteContext,
  name: string,
  parent_id: Id | null,
  id?: Id,
): Promise<TypeRow> {
  const { db } = context;
  return db
    .insert('config_types', {
      id: await newId(context, 'config_types', id),
      parent_id,
      name,
      fields: '[]',
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function parentOf(context: ReadContext, type: TypeRow, text: string): Promise<Id> {
  if (type.parent_id === null) throw new CallError(`${type.name} is the root of the configuration database`);
  const parent = await find(context, 'config type', text);
  if (ancestorsOf(await typesOf(context), parent).some(({ id }) => id === type.id)) {
    throw new CallError(`${parent.name} is ${type.name} or one of its subtypes`);
  }
  return parent.id;
}

async function typesOf({ db }: ReadContext): Promise<TypeRow[]> {
  return db.from('config_types').selectAll().orderBy('name_key').orderBy('id').execute();
}

async function relationshipTypesOf({ db }: ReadContext): Promise<RelationshipTypeRow[]> {
  return db.from('config_relationship_types').selectAll().orderBy('id').execute();
}

/** A type and its ancestors. */
function ancestorsOf(types: TypeRow[], type: TypeRow): TypeRow[] {
  const parent = types.find(({ id }) => id === type.parent_id);
  return [type, ...(parent ? ancestorsOf(types, parent) : [])];
}

function ownFields(types: TypeRow[], { id }: TypeRow): string[] {
  return JSON.parse(types.find((type) => type.id === id)?.fields ?? '[]') as string[];
}

function checkOwn(types: TypeRow[], type: TypeRow, field: string): string[] {
  const fields = ownFields(types, type);
  if (!fields.includes(field)) throw new CallError(`${field} is not a field of ${type.name}`);
  return fields;
}

/** @throws CallError if the type, an ancestor or a subtype has the field */
function checkFree(types: TypeRow[], type: TypeRow, field: string): void {
  const related = types.filter(
    (each) =>
      ancestorsOf(types, type).some(({ id }) => id === each.id) ||
      ancestorsOf(types, each).some(({ id }) => id === type.id),
  );
  const owner = related.find((each) => ownFields(types, each).includes(field));
  if (owner) throw new CallError(`${field} is already a field of ${owner.name}`);
}

/** Rewrites the values of all items of a type and its subtypes. */
async function rewriteItems(
  { db }: WriteContext,
  types: TypeRow[],
  type: TypeRow,
  rewrite: (values: Record<string, string>) => Record<string, string>,
): Promise<void> {
  const subtypes = types.filter((each) => ancestorsOf(types, each).some(({ id }) => id === type.id));
  const items = await db
    .from('config_items')
    .select(['id', 'config_type_fields'])
    .where(
      'config_type_id',
      'in',
      subtypes.map(({ id }) => id),
    )
    .execute();
  for (const { id, config_type_fields } of items) {
    const values = JSON.stringify(rewrite(JSON.parse(config_type_fields) as Record<string, string>));
    if (values === config_type_fields) continue;
    await db.update('config_items').set({ config_type_fields: values }).where('id', '=', id).execute();
  }
}

async function writeFields(context: WriteContext, type: TypeRow, fields: string[]) {
  await context.db
    .update('config_types')
    .set({ fields: JSON.stringify(fields) })
    .where('id', '=', type.id)
    .execute();
  return showConfigType(context, { ...type, fields: JSON.stringify(fields) });
}

function typeView({ id, name, parent_id, fields }: TypeRow, types: TypeRow[]) {
  const parent = types.find((type) => type.id === parent_id);
  return { id, name, parent_id, parent: parent?.name ?? null, fields: JSON.parse(fields) as string[] };
}

function relationshipTypeView(type: RelationshipTypeRow, all: RelationshipTypeRow[]) {
  const { id, name, opposite_id, dependency_type } = type;
  const opposite = all.find((each) => each.id === opposite_id)?.name ?? null;
  return { id, name, opposite_id, opposite, dependency_type, primary: type.primary === 1 };
}
