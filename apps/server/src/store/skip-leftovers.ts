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
 * Lets a migration continue where an earlier version of this program was interrupted. That version migrated SQLite files
 * outside of a transaction, so the statements before the interruption have already taken effect.
 */
export class SkipLeftovers implements KyselyPlugin {
  readonly #columns: ReadonlySet<string>;

  private constructor(columns: ReadonlySet<string>) {
    this.#columns = columns;
  }

  /** Creates the plugin for the current schema of a database. */
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

  /** Kysely requires a statement of the same kind, so an existing column is renamed to its own name. */
  #withoutKnownColumn(node: AlterTableNode): AlterTableNode {
    const [alteration] = node.columnAlterations ?? [];
    if (alteration?.kind !== 'AddColumnNode') return node;
    const column = alteration.column.column.column.name;
    if (!this.#columns.has(`${node.table.table.identifier.name}.${column}`)) return node;
    return { ...node, columnAlterations: [RenameColumnNode.create(column, column)] };
  }
}

/** Whether a migration failed on the leftovers of an interrupted attempt. */
export function isLeftover(error: unknown): boolean {
  return /already exists|duplicate column name|no such index/.test((error as Error).message);
}
