import { parse } from 'libpg-query';
import pg from 'pg';

/** A statement that reached Postgres, with its values, and the number of the transaction that it is part of. */
export interface Recorded {
  text: string;
  values: readonly unknown[];
  transaction: number | undefined;
}

/** How many have begun in this process. */
let transactions = 0;

/** Records every statement that this process sends to Postgres, until the function that it returns is called. */
export function recordStatements(): { recorded: Recorded[]; stop: () => void } {
  const recorded: Recorded[] = [];
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

/** What a statement says about accounts. */
export interface Reading {
  /** The tables that it uses without saying of which account, each as `table: why`. */
  faults: string[];
  /** The accounts that it names. */
  accounts: Set<string>;
}

/** The columns that name the account of a table's rows; a table that is not here is of no account. */
export type AccountColumns = ReadonlyMap<string, string>;

// biome-ignore lint/suspicious/noExplicitAny: the tree is Postgres's own, hundreds of types of nodes.
type Node = any;

/** A table as a statement names it. */
interface Source {
  table: string;
  /** Undefined where the table is of no account. */
  column: string | undefined;
  isPinned: boolean;
}

type Scope = ReadonlyMap<string, Source>;

/**
 * Reads a statement with Postgres's own parser. Of each table, the account has to be named: by a value, or by being that
 * of another table whose account is named, in the condition of the same query.
 */
export async function readStatement({ text, values }: Recorded, columns: AccountColumns): Promise<Reading> {
  const reading: Reading = { faults: [], accounts: new Set() };
  const { stmts = [] } = (await parse(text)) as { stmts?: { stmt: Node }[] };
  for (const { stmt } of stmts) visit(stmt, new Map());
  return reading;

  function visit(node: Node, outer: Scope): void {
    if (Array.isArray(node)) for (const part of node) visit(part, outer);
    else if (typeof node === 'object' && node !== null) {
      if (node.SelectStmt) query(node.SelectStmt, node.SelectStmt.fromClause ?? [], outer);
      else if (node.UpdateStmt) query(node.UpdateStmt, targets(node.UpdateStmt, 'fromClause'), outer);
      else if (node.DeleteStmt) query(node.DeleteStmt, targets(node.DeleteStmt, 'usingClause'), outer);
      else if (node.InsertStmt) insert(node.InsertStmt, outer);
      else for (const part of Object.values(node)) visit(part, outer);
    }
  }

  function targets(statement: Node, more: string): Node[] {
    return [{ RangeVar: statement.relation }, ...(statement[more] ?? [])];
  }

  function query(statement: Node, from: Node[], outer: Scope): void {
    const own = new Map<string, Source>();
    const conditions: Node[] = conjuncts(statement.whereClause);
    for (const part of from) collect(part, own, conditions);
    const scope = new Map([...outer, ...own]);
    // The account of one table may follow from that of another.
    let before: number;
    do {
      before = pinned(own);
      for (const condition of conditions) pin(condition, own, scope);
    } while (pinned(own) > before);
    for (const [name, { table, isPinned }] of own) {
      if (!isPinned) reading.faults.push(`${table}: ${name} is of any account in ${text}`);
    }
    for (const part of Object.values(statement)) visit(part, scope);
  }

  function collect(part: Node, own: Map<string, Source>, conditions: Node[]): void {
    if (part.RangeVar) {
      const { relname, alias } = part.RangeVar;
      const column = columns.get(relname);
      own.set(alias?.aliasname ?? relname, { table: relname, column, isPinned: column === undefined });
    } else if (part.JoinExpr) {
      collect(part.JoinExpr.larg, own, conditions);
      collect(part.JoinExpr.rarg, own, conditions);
      conditions.push(...conjuncts(part.JoinExpr.quals));
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

  /** The table whose account a column is. */
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
      if (at < 0) reading.faults.push(`${table}: nobody says whose the rows are in ${text}`);
      else for (const { List } of rows) name(List.items[at]);
      const conflict = statement.onConflictClause?.infer?.indexElems ?? [];
      if (conflict.length > 0 && !conflict.some(({ IndexElem }: Node) => IndexElem.name === column)) {
        reading.faults.push(`${table}: conflicts over all accounts in ${text}`);
      }
    }
    visit(statement.selectStmt, outer);
  }

  function name({ ParamRef: parameter }: Node): void {
    if (parameter) reading.accounts.add(String(values[parameter.number - 1]));
  }
}

function pinned(scope: Scope): number {
  return [...scope.values()].filter(({ isPinned }) => isPinned).length;
}

/** The conditions that all have to hold. */
function conjuncts(condition: Node): Node[] {
  if (!condition) return [];
  return condition.BoolExpr?.boolop === 'AND_EXPR' ? condition.BoolExpr.args.flatMap(conjuncts) : [condition];
}
