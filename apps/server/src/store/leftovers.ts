import {
  type AlterTableNode,
  type CreateIndexNode,
  type CreateTableNode,
  type DropIndexNode,
  type InsertQueryNode,
  type KyselyPlugin,
  OnConflictNode,
  RenameColumnNode,
  type RootOperationNode,
} from 'kysely';
import type { Db } from './engine.ts';

/**
 * Lets a migration go on where an earlier version of this program was interrupted. On SQLite that version migrated
 * outside of a transaction, so what the migration had made so far is still there.
 */
export class SkipLeftovers implements KyselyPlugin {
  readonly #columns: ReadonlySet<string>;

  private constructor(columns: ReadonlySet<string>) {
    this.#columns = columns;
  }

  /** For a database as it is now. */
  static async in(db: Db): Promise<SkipLeftovers> {
    const tables = await db.introspection.getTables();
    const columns = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
    return new SkipLeftovers(new Set(columns));
  }

  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => this.#withoutLeftovers(node);

  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;

  #withoutLeftovers(node: RootOperationNode): RootOperationNode {
    switch (node.kind) {
      case 'CreateTableNode':
      case 'CreateIndexNode':
        return { ...(node as CreateTableNode | CreateIndexNode), ifNotExists: true };
      case 'DropIndexNode':
        return { ...(node as DropIndexNode), ifExists: true };
      case 'InsertQueryNode': {
        const onConflict = OnConflictNode.cloneWith(OnConflictNode.create(), { doNothing: true });
        return { ...(node as InsertQueryNode), onConflict };
      }
      case 'AlterTableNode':
        return this.#withoutKnownColumn(node as AlterTableNode);
      default:
        return node;
    }
  }

  /** Kysely wants a statement of the same kind, so a column that is there is given its own name once more. */
  #withoutKnownColumn(node: AlterTableNode): AlterTableNode {
    const [alteration] = node.columnAlterations ?? [];
    if (alteration?.kind !== 'AddColumnNode') return node;
    const column = alteration.column.column.column.name;
    if (!this.#columns.has(`${node.table.table.identifier.name}.${column}`)) return node;
    return { ...node, columnAlterations: [RenameColumnNode.create(column, column)] };
  }
}

/** Whether a migration failed because of what an earlier attempt has left behind. */
export function isLeftover(error: unknown): boolean {
  return /already exists|duplicate column name|no such index/.test((error as Error).message);
}
