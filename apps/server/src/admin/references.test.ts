import { expect, test } from 'vitest';
import { migrate } from '../store/migrations.ts';
import { connect } from '../store/sqlite.ts';
import { references } from './checks.ts';

/** Columns of the schema by what their ids are of; what is removed with it, or counted anew, is left out. */
const columns = {
  user: /^(owner_id|user_id|received_by_id|default_assignee_id|assigned_user_id|.+_by_user_id)$/,
  service: /^service_id$/,
  priority: /^(default_)?priority_id$/,
  type: /^type_id$/,
  category: /^category_id$/,
} as const;

/** What goes with a user, or with a service. */
const REMOVED_WITH: Record<string, string[]> = {
  user: ['memberships', 'service_access', 'tokens', 'watches', 'open_counts'],
  service: ['service_access', 'service_priorities', 'service_activity_types', 'categories', 'open_counts'],
  type: ['config_relationships'],
};

test.each(Object.entries(columns))(
  'every column that names a %s keeps it from being removed',
  async (kind, pattern) => {
    const { db } = connect(':memory:');
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
