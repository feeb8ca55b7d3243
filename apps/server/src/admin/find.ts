import { type RawBuilder, sql } from 'kysely';
import type { ReadContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { LARGEST_ID, narrowed } from '../store/engine.ts';
import { keysOfFullName, NAMED, nameKey, sameName } from '../store/names.ts';
import type { Database, Id, NamedRow, RecordType } from '../store/schema.ts';

type Row<Table extends keyof Database> = NamedRow<Database[Table]>;

/** What an operator names, where it is kept and by what else than its name it is found. */
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
} as const satisfies Record<string, KindOfThing>;

interface KindOfThing {
  table: keyof typeof NAMED;
  also?: 'email' | 'slug';
  where?: RawBuilder<unknown>;
}

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
  { db, caller }: ReadContext,
  kind: Of,
  text: string,
  { service, recordType }: Within = {},
): Promise<Found<Of>> {
  const { table, also, where }: KindOfThing = kinds[kind];
  const narrowing = [
    sql`account_id = ${caller.account}`,
    ...(where ? [where] : []),
    ...(service === undefined ? [] : [sql`service_id = ${service}`]),
    ...(recordType === undefined ? [] : [sql`record_type = ${recordType}`]),
  ];
  const id = idOf(text);
  const matching = async (what: RawBuilder<unknown>) => {
    const all = sql.join([...narrowing, what], sql` and `);
    return (
      await sql<Found<Of>>`select * from ${sql.table(table)} where ${all} order by id`.execute(db.source)
    ).rows;
  };
  const byId = id === undefined ? [] : await matching(sql`id = ${id}`);
  const likely = byId.length > 0 ? [] : await matching(likelyNamed(table, also, text));
  const named = likely.filter((row) => isNamed(row, table, also, text));
  const rows = byId.length > 0 ? byId : named;
  const [row] = rows;
  if (!row) throw new CallError(`no ${kind} found: ${text}`);
  if (rows.length > 1) {
    const ids = rows.map((each) => (each as { id: Id }).id).join(', ');
    throw new CallError(`${text} may be each of ${ids}: name the ${kind} by its id`);
  }
  return row;
}

/** A condition that holds for all that is named so, and for little else. */
function likelyNamed(table: keyof typeof NAMED, also: string | undefined, text: string): RawBuilder<unknown> {
  const keys = NAMED[table].length > 1 ? keysOfFullName(text) : [nameKey(text)];
  const byKey = sql`name_key in (${sql.join(keys)})`;
  if (!also) return byKey;
  // The case of what is not ASCII differs between databases: it is compared afterwards.
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

/** The id that a text is. */
export function idOf(text: string): Id | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= LARGEST_ID ? narrowed(id) : undefined;
}
