import { expect, test } from 'vitest';
import { migrate } from './migrations.ts';
import { connectSqlite } from './sqlite.ts';
import { TABLES } from './tables.ts';

test('all tables of the database are listed with their keys', async () => {
  const { db, driver } = connectSqlite(':memory:');
  await migrate(db, 'memory', (work) => work(db));
  const tables = (await db.introspection.getTables()).map(({ name }) => name);
  const keyOf = driver.prepare('select name from pragma_table_info(?) where pk > 0 order by pk');
  const keys = tables.map((table) => [table, keyOf.all(table).map(({ name }) => name)]);
  await db.destroy();
  expect(Object.fromEntries(keys)).toEqual(TABLES);
});
