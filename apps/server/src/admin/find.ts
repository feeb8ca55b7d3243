import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Context } from '../records/context.ts';
import { CallError } from '../records/faults.ts';
import { LARGEST_ID, narrowed } from '../store/engine.ts';
import type { Database, Id, RecordType } from '../store/schema.ts';

type Row<Table extends keyof Database> = Selectable<Database[Table]>;

const fullName = sql`trim(first_name || ' ' || last_name)`;

/** What an operator names, where it is kept and by which of its texts it is found. */
const kinds = {
  user: { table: 'users', texts: [fullName, sql`email`], where: sql`kind = 'user'` },
  group: { table: 'users', texts: [sql`first_name`], where: sql`kind = 'group'` },
  'user or group': { table: 'users', texts: [fullName, sql`email`] },
  service: { table: 'services', texts: [sql`name`, sql`slug`] },
  priority: { table: 'service_priorities', texts: [sql`description`] },
  type: { table: 'service_activity_types', texts: [sql`name`] },
  category: { table: 'categories', texts: [sql`name`] },
  customer: { table: 'customers', texts: [fullName, sql`email`] },
  company: { table: 'companies', texts: [sql`name`] },
  report: { table: 'reports', texts: [sql`name`] },
  'config type': { table: 'config_types', texts: [sql`name`] },
  'config relationship type': { table: 'config_relationship_types', texts: [sql`name`] },
  message: { table: 'messages', texts: [sql`title`] },
  'knowledge article': { table: 'knowledge_articles', texts: [sql`title`] },
} as const satisfies Record<
  string,
  { table: keyof Database; texts: RawBuilder<unknown>[]; where?: RawBuilder<unknown> }
>;

/** What an operator names by its id or its name. */
export type Kind = keyof typeof kinds;

/** The row of a kind. */
export type Found<Of extends Kind> = Row<(typeof kinds)[Of]['table']>;

/** Narrows what a name may mean where names are given twice. */
export interface Within {
  service?: Id | undefined;
  recordType?: RecordType | undefined;
}

/**
 * The one thing that an operator names: by its id, or by its name, ignoring case.
 *
 * @throws CallError when there is none, or more than one of that name
 */
export async function find<Of extends Kind>(
  { db, caller }: Context,
  kind: Of,
  text: string,
  { service, recordType }: Within = {},
): Promise<Found<Of>> {
  const { table, texts, ...rest } = kinds[kind];
  const narrowing = [
    sql`account_id = ${caller.account}`,
    ...('where' in rest ? [rest.where] : []),
    ...(service === undefined ? [] : [sql`service_id = ${service}`]),
    ...(recordType === undefined ? [] : [sql`record_type = ${recordType}`]),
  ];
  const id = idOf(text);
  const named = texts.map((each) => sql`lower(${each}) = lower(${text})`);
  const matching = async (what: RawBuilder<unknown>) => {
    const all = sql.join([...narrowing, what], sql` and `);
    return (await sql<Found<Of>>`select * from ${sql.table(table)} where ${all} order by id`.execute(db))
      .rows;
  };
  const byId = id === undefined ? [] : await matching(sql`id = ${id}`);
  const rows = byId.length > 0 ? byId : await matching(sql`(${sql.join(named, sql` or `)})`);
  const [row] = rows;
  if (!row) throw new CallError(`no ${kind} found: ${text}`);
  if (rows.length > 1) {
    const ids = rows.map((each) => (each as { id: Id }).id).join(', ');
    throw new CallError(`${text} may be each of ${ids}: name the ${kind} by its id`);
  }
  return row;
}

/** The id that a text is. */
export function idOf(text: string): Id | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= LARGEST_ID ? narrowed(id) : undefined;
}
