import { parse } from 'libpg-query';
import pg from 'pg';

/** A statement that was sent to Postgres, with its values and the number of its transaction. */
export interface RecordedStatement {
  text: string;
  values: readonly unknown[];
  transaction: number | undefined;
}

/** The number of transactions that this process has begun. */
let transactions = 0;

/** Records all statements that this process sends to Postgres until `stop` is called. */
export function recordStatements(): { recorded: RecordedStatement[]; stop: () => void } {
  const recorded: RecordedStatement[] = [];
  const open = new WeakMap<pg.Client, number>();
  const { query } = pg.Client.prototype;
  function recording(this: pg.Client, ...args: unknown[]): unknown {
    const [first, second] = args;
    const { text, values = second } =
      typeof first === 'string'
        ? { text: first, values: second }
        : (first as { text: string; values?: unknown });
    if (/^(begin|start transaction)\b/i.test(text)) {
      transactions += 1;
      open.set(this, transactions);
    }
    recorded.push({
      text,
      values: Array.isArray(values) ? values : [],
      transaction: open.get(this),
    });
    if (/^(commit|rollback)$/i.test(text)) open.delete(this);
    return (query as (...args: unknown[]) => unknown).apply(this, args);
  }
  pg.Client.prototype.query = recording as typeof query;
  return {
    recorded,
    stop: () => {
      pg.Client.prototype.query = query;
    },
  };
}

/** The use of accounts in a statement. */
export interface AccountUse {
  /** The tables that are not limited to an account, each as `table: reason`. */
  faults: string[];
  /** The accounts that it is limited to. */
  accounts: Set<string>;
}

/** The account column of each table; tables without accounts are absent. */
export type AccountColumns = ReadonlyMap<string, string>;

// biome-ignore lint/suspicious/noExplicitAny: Postgres's syntax tree has hundreds of types of nodes.
type Node = any;

/** A table in a statement. */
interface Source {
  table: string;
  /** Undefined if its rows have no account. */
  column: string | undefined;
  /** Whether a condition limits it to an account. */
  isPinned: boolean;
}

type Scope = ReadonlyMap<string, Source>;

/**
 * Parses a statement with Postgres's parser. The account of each table must be limited in the condition of the same query:
 * to a value, or to the account of another limited table.
 */
export async function accountUseOf(
  { text, values }: RecordedStatement,
  columns: AccountColumns,
): Promise<AccountUse> {
  const use: AccountUse = { faults: [], accounts: new Set() };
  const { stmts = [] } = (await parse(text)) as { stmts?: { stmt: Node }[] };
  for (const { stmt } of stmts) visit(stmt, new Map());
  return use;

  function visit(node: Node, outer: Scope): void {
    if (Array.isArray(node)) for (const child of node) visit(child, outer);
    else if (typeof node === 'object' && node !== null) {
      if (node.SelectStmt) query(node.SelectStmt, node.SelectStmt.fromClause ?? [], outer);
      else if (node.UpdateStmt) query(node.UpdateStmt, targets(node.UpdateStmt, 'fromClause'), outer);
      else if (node.DeleteStmt) query(node.DeleteStmt, targets(node.DeleteStmt, 'usingClause'), outer);
      else if (node.InsertStmt) insert(node.InsertStmt, outer);
      else for (const child of Object.values(node)) visit(child, outer);
    }
  }

  function targets(statement: Node, more: string): Node[] {
    return [{ RangeVar: statement.relation }, ...(statement[more] ?? [])];
  }

  function query(statement: Node, from: Node[], outer: Scope): void {
    const own = new Map<string, Source>();
    const conditions: Node[] = conjuncts(statement.whereClause);
    for (const source of from) collect(source, own, conditions);
    const scope = new Map([...outer, ...own]);
    // A table may be limited through another one, so this repeats until nothing changes.
    let before: number;
    do {
      before = pinned(own);
      for (const condition of conditions) pin(condition, own, scope);
    } while (pinned(own) > before);
    for (const [name, { table, isPinned }] of own) {
      if (!isPinned) use.faults.push(`${table}: ${name} is not limited to an account in ${text}`);
    }
    for (const child of Object.values(statement)) visit(child, scope);
  }

  function collect(source: Node, own: Map<string, Source>, conditions: Node[]): void {
    if (source.RangeVar) {
      const { relname, alias } = source.RangeVar;
      const column = columns.get(relname);
      own.set(alias?.aliasname ?? relname, { table: relname, column, isPinned: column === undefined });
    } else if (source.JoinExpr) {
      collect(source.JoinExpr.larg, own, conditions);
      collect(source.JoinExpr.rarg, own, conditions);
      conditions.push(...conjuncts(source.JoinExpr.quals));
    }
  }

  function pin(condition: Node, own: Scope, scope: Scope): void {
    const { A_Expr: compared } = condition;
    if (compared?.kind !== 'AEXPR_OP' || compared.name[0].String.sval !== '=') return;
    for (const [side, other] of [
      [compared.lexpr, compared.rexpr],
      [compared.rexpr, compared.lexpr],
    ]) {
      const source = sourceOf(side, own);
      if (!source) continue;
      if (other.ParamRef) name(other);
      if (other.ParamRef || sourceOf(other, scope)?.isPinned) source.isPinned = true;
    }
  }

  /** The table whose account column a node is. */
  function sourceOf(node: Node, scope: Scope): Source | undefined {
    const fields = node?.ColumnRef?.fields.map((field: Node) => field.String?.sval) as string[] | undefined;
    if (!fields) return undefined;
    const [column, table] = fields.toReversed();
    const source =
      table === undefined ? [...scope.values()].find((each) => each.column === column) : scope.get(table);
    return source && source.column === column ? source : undefined;
  }

  function insert(statement: Node, outer: Scope): void {
    const table = statement.relation.relname as string;
    const column = columns.get(table);
    if (column) {
      const at = statement.cols?.findIndex(({ ResTarget }: Node) => ResTarget.name === column) ?? -1;
      const rows = statement.selectStmt?.SelectStmt?.valuesLists ?? [];
      if (at < 0) use.faults.push(`${table}: the rows have no account in ${text}`);
      else for (const { List } of rows) name(List.items[at]);
      const conflict = statement.onConflictClause?.infer?.indexElems ?? [];
      if (conflict.length > 0 && !conflict.some(({ IndexElem }: Node) => IndexElem.name === column)) {
        use.faults.push(`${table}: conflicts across accounts in ${text}`);
      }
    }
    visit(statement.selectStmt, outer);
  }

  function name({ ParamRef: parameter }: Node): void {
    if (parameter) use.accounts.add(String(values[parameter.number - 1]));
  }
}

function pinned(scope: Scope): number {
  return [...scope.values()].filter(({ isPinned }) => isPinned).length;
}

/** The operands of a conjunction. */
function conjuncts(condition: Node): Node[] {
  if (!condition) return [];
  return condition.BoolExpr?.boolop === 'AND_EXPR' ? condition.BoolExpr.args.flatMap(conjuncts) : [condition];
}
