import { expect, test } from 'vitest';
import { migrate } from '../store/migrations.ts';
import { connectSqlite } from '../store/sqlite.ts';
import { references } from './checks.ts';

/** The names of the columns that hold ids of each kind. */
const columns = {
  user: /^(owner_id|user_id|received_by_id|default_assignee_id|assigned_user_id|.+_by_user_id)$/,
  service: /^service_id$/,
  priority: /^(default_)?priority_id$/,
  type: /^type_id$/,
  category: /^category_id$/,
} as const;

/** The tables whose rows are removed or recounted together with each kind. */
const REMOVED_WITH: Record<string, string[]> = {
  user: ['memberships', 'service_access', 'tokens', 'watches', 'open_counts', 'idempotency_keys'],
  service: ['service_access', 'service_priorities', 'service_activity_types', 'categories', 'open_counts'],
  type: ['config_relationships'],
};

test.each(Object.entries(columns))(
  'a %s is not removed while a column refers to it',
  async (kind, pattern) => {
    const { db } = connectSqlite(':memory:');
    await migrate(db, 'memory', (work) => work(db));
    const tables = await db.introspection.getTables();
    await db.destroy();
    const found = tables
      .filter(({ name }) => !REMOVED_WITH[kind]?.includes(name))
      .flatMap((table) =>
        table.columns.filter(({ name }) => pattern.test(name)).map(({ name }) => `${table.name}.${name}`),
      );
    const known = references[kind as keyof typeof columns].map(([table, column]) => `${table}.${column}`);
    expect(known.toSorted()).toEqual(found.toSorted());
  },
);
