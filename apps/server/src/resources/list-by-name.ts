import type { SelectQueryBuilder } from 'kysely';
import type { PageRange } from '../calls/pagination.ts';
import type { Database } from '../store/schema.ts';

/** The tables whose rows have a name. */
type NamedTable = {
  [Table in keyof Database]: 'name_key' extends keyof Database[Table] ? Table : never;
}[keyof Database];

/** A page of rows, and how many there are. */
export interface Listed<Row> {
  count: number;
  rows: Row[];
}

/** A page of a query's rows by name. */
export async function listByName<Table extends NamedTable, Row>(
  query: SelectQueryBuilder<Database, Table, Row>,
  { limit, offset }: PageRange,
): Promise<Listed<Row>> {
  const named = query as unknown as SelectQueryBuilder<Database, 'companies', Row>;
  const [{ count }, rows] = await Promise.all([
    named
      .clearSelect()
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
    named.orderBy('name_key').orderBy('id').limit(limit).offset(offset).execute(),
  ]);
  return { count, rows };
}
