import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the tables of the configuration database. */
export async function createConfigurationTables(db: Schemaless): Promise<void> {
  await keyed(db, 'config_types', ['id'])
    .addColumn('parent_id', 'bigint')
    .addColumn('name', 'text', required)
    .addColumn('fields', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute();
  await db.schema
    .createIndex('config_types_of_parent')
    .on('config_types')
    .columns(['account_id', 'parent_id', 'name'])
    .execute();

  await keyed(db, 'config_items', ['id'])
    .addColumn('config_type_id', 'bigint', required)
    .addColumn('name', 'text', required)
    .addColumn('description', 'text', blank)
    .addColumn('owner_id', 'bigint', required)
    .addColumn('config_type_fields', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('additional_fields', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await db.schema
    .createIndex('config_items_of_type')
    .on('config_items')
    .columns(['account_id', 'config_type_id', 'name'])
    .execute();

  await keyed(db, 'config_relationship_types', ['id'])
    .addColumn('name', 'text', required)
    .addColumn('primary', 'integer', none)
    .addColumn('dependency_type', 'text', required)
    .addColumn('opposite_id', 'bigint', required)
    .execute();
  await keyed(db, 'config_relationships', ['from_id', 'type_id', 'to_id']).execute();
  await db.schema
    .createIndex('config_relationships_to')
    .on('config_relationships')
    .columns(['account_id', 'to_id', 'type_id'])
    .execute();
}
