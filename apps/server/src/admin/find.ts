import { type RawBuilder, sql } from 'kysely';
import type { ReadContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { LARGEST_ID, narrowed } from '../store/engine.ts';
import { keysOfFullName, NAMED, nameKey, sameName } from '../store/names.ts';
import type { Database, Id, NamedRow, RecordType } from '../store/schema.ts';

type Row<Table extends keyof Database> = NamedRow<Database[Table]>;

/** What commands refer to by id or name: its table, and another column that identifies it. */
const kinds = {
  user: { table: 'users', also: 'email', where: sql`kind = 'user'` },
  group: { table: 'users', where: sql`kind = 'group'` },
  'user or group': { table: 'users', also: 'email' },
  service: { table: 'services', also: 'slug' },
  priority: { table: 'service_priorities' },
  type: { table: 'service_activity_types' },
  category: { table: 'categories' },
  customer: { table: 'customers', also: 'email' },
  company: { table: 'companies' },
  report: { table: 'reports' },
  'config type': { table: 'config_types' },
  'config relationship type': { table: 'config_relationship_types' },
  message: { table: 'messages' },
  'knowledge article': { table: 'knowledge_articles' },
} as const satisfies Record<string, KindRow>;

interface KindRow {
  table: keyof typeof NAMED;
  also?: 'email' | 'slug';
  where?: RawBuilder<unknown>;
}

/** A kind of row that commands refer to by id or name. */
export type FindableKind = keyof typeof kinds;

/** A row of a kind. */
export type Found<Of extends FindableKind> = Row<(typeof kinds)[Of]['table']>;

/** Narrows the search, for names that are unique only within a service or type of record. */
export interface FindScope {
  service?: Id | undefined;
  recordType?: RecordType | undefined;
}

/**
 * Finds a row by its id, or by its name, ignoring case.
 *
 * @throws CallError if no row matches, or more than one
 */
export async function find<Of extends FindableKind>(
  { db, caller }: ReadContext,
  kind: Of,
  text: string,
  { service, recordType }: FindScope = {},
): Promise<Found<Of>> {
  const { table, also, where }: KindRow = kinds[kind];
  const narrowing = [
    sql`account_id = ${caller.account}`,
    ...(where ? [where] : []),
    ...(service === undefined ? [] : [sql`service_id = ${service}`]),
    ...(recordType === undefined ? [] : [sql`record_type = ${recordType}`]),
  ];
  const id = idOf(text);
  const select = async (condition: RawBuilder<unknown>) => {
    const all = sql.join([...narrowing, condition], sql` and `);
    return (
      await sql<Found<Of>>`select * from ${sql.table(table)} where ${all} order by id`.execute(db.source)
    ).rows;
  };
  const byId = id === undefined ? [] : await select(sql`id = ${id}`);
  const candidates = byId.length > 0 ? [] : await select(mayBeNamed(table, also, text));
  const named = candidates.filter((row) => isNamed(row, table, also, text));
  const rows = byId.length > 0 ? byId : named;
  const [row] = rows;
  if (!row) throw new CallError(`no ${kind} found: ${text}`);
  if (rows.length > 1) {
    const ids = rows.map((each) => (each as { id: Id }).id).join(', ');
    throw new CallError(`${text} is ambiguous: ${ids}; give the id of the ${kind}`);
  }
  return row;
}

/** A condition that all rows with this name meet, and few others. */
function mayBeNamed(table: keyof typeof NAMED, also: string | undefined, text: string): RawBuilder<unknown> {
  const keys = NAMED[table].length > 1 ? keysOfFullName(text) : [nameKey(text)];
  const byKey = sql`name_key in (${sql.join(keys)})`;
  if (!also) return byKey;
  // Databases differ in how they lowercase characters outside ASCII, so these are compared afterwards.
  const pattern = text
    .trim()
    .replaceAll(/[^ -~]+|\\/g, '%')
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return sql`(${byKey} or lower(${sql.ref(also)}) like ${pattern})`;
}

function isNamed(row: object, table: keyof typeof NAMED, also: string | undefined, text: string): boolean {
  const texts = row as Record<string, string>;
  const name = NAMED[table].map((column) => texts[column]).join(' ');
  const same = (other: string) => sameName(other.trim(), text.trim());
  return same(name) || (also !== undefined && same(texts[also] as string));
}

/** Parses an id; undefined if the text is not one. */
export function idOf(text: string): Id | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= LARGEST_ID ? narrowed(id) : undefined;
}
