import type {
  DeleteQueryBuilder,
  DeleteResult,
  Insertable,
  InsertQueryBuilder,
  InsertResult,
  Selectable,
  SelectQueryBuilder,
  UpdateQueryBuilder,
  UpdateResult,
} from 'kysely';
import type { Db, ReadDb } from './engine.ts';
import type { Database, Id } from './schema.ts';

/** The tables whose rows belong to an account. */
export type OwnTable = {
  [Table in keyof Database]: 'account_id' extends keyof Database[Table] ? Table : never;
}[keyof Database];

/** Those whose rows also have an id. */
type NumberedTable = {
  [Table in OwnTable]: 'id' extends keyof Database[Table] ? Table : never;
}[OwnTable];

type Nothing = Record<never, never>;

/** Reads the rows of one account: every query is limited to it. */
export class Reader {
  /** The whole database, for queries that filter by account themselves. */
  readonly source: ReadDb;
  readonly account: Id;

  constructor(source: ReadDb, account: Id) {
    this.source = source;
    this.account = account;
  }

  /** Selects from the account's rows of a table, optionally with an alias: `users as person`. */
  from<Table extends OwnTable>(table: Table): SelectQueryBuilder<Database, Table, Nothing>;
  from<Table extends OwnTable, Alias extends string>(
    table: `${Table} as ${Alias}`,
  ): SelectQueryBuilder<Database & Record<Alias, Database[Table]>, Alias, Nothing>;
  from(table: string): unknown {
    const [name = '', alias = name] = table.split(' as ');
    return this.source
      .selectFrom(table as 'users')
      .where(`${alias}.account_id` as 'users.account_id', '=', this.account);
  }

  /** Finds a row by its id. */
  async byId<Table extends NumberedTable>(
    table: Table,
    id: Id,
  ): Promise<Selectable<Database[Table]> | undefined> {
    const query = this.from(table as 'users')
      .selectAll()
      .where('id', '=', id);
    return query.executeTakeFirst() as Promise<unknown> as Promise<Selectable<Database[Table]> | undefined>;
  }
}

/** Reads and writes the rows of one account, within a transaction. */
export class Writer extends Reader {
  declare readonly source: Db;

  constructor(source: Db, account: Id) {
    super(source, account);
  }

  /** Inserts rows into a table, with the account's id. */
  insert<Table extends OwnTable>(
    table: Table,
    rows: NewRow<Table> | readonly NewRow<Table>[],
  ): InsertQueryBuilder<Database, Table, InsertResult> {
    const own = [rows].flat().map((row) => ({ ...(row as object), account_id: this.account }));
    const query = this.source.insertInto(table as 'users').values(own as never);
    return query as unknown as InsertQueryBuilder<Database, Table, InsertResult>;
  }

  /** Updates the account's rows of a table; all of them, unless the query has a condition. */
  update<Table extends OwnTable>(table: Table): UpdateQueryBuilder<Database, Table, Table, UpdateResult> {
    const query = this.source
      .updateTable(table as 'users')
      .where(`${table}.account_id` as 'users.account_id', '=', this.account);
    return query as unknown as UpdateQueryBuilder<Database, Table, Table, UpdateResult>;
  }

  /** Deletes the account's rows of a table; all of them, unless the query has a condition. */
  remove<Table extends OwnTable>(table: Table): DeleteQueryBuilder<Database, Table, DeleteResult> {
    const query = this.source
      .deleteFrom(table as 'users')
      .where(`${table}.account_id` as 'users.account_id', '=', this.account);
    return query as unknown as DeleteQueryBuilder<Database, Table, DeleteResult>;
  }
}

/** A new row without its account. */
type NewRow<Table extends OwnTable> = Omit<Insertable<Database[Table]>, 'account_id'>;
