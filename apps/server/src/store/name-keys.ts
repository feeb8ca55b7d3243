import {
  ColumnNode,
  ColumnUpdateNode,
  type InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  PrimitiveValueListNode,
  type TableNode,
  type UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
} from 'kysely';
import { NAME_KEY, nameColumns, nameKey } from './names.ts';

/** Adds the name key to every statement that writes a name. */
export class NameKeys implements KyselyPlugin {
  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => {
    if (node.kind === 'InsertQueryNode') return withKeysInserted(node);
    if (node.kind === 'UpdateQueryNode') return withKeyUpdated(node);
    return node;
  };

  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;
}

function withKeysInserted(node: InsertQueryNode): InsertQueryNode {
  const table = node.into?.table.identifier.name ?? '';
  const names = nameColumns(table);
  if (!names) return node;
  const { columns = [], values } = node;
  if (!values || !ValuesNode.is(values)) throw new Error(`${table}: a name must be written as a value`);
  const written = columns.map(({ column }) => column.name);
  const keptIndexes = written.flatMap((name, index) => (name === NAME_KEY ? [] : [index]));
  const rows = values.values.map((row) => {
    const cells: readonly unknown[] = row.values;
    const key = nameKey(...names.map((name) => textOf(cells[written.indexOf(name)])));
    const others = keptIndexes.map((index) => cells[index]);
    // Kysely represents rows as nodes if they omit different columns, otherwise as plain values.
    return row.kind === 'ValueListNode'
      ? ValueListNode.create([...others, ValueNode.create(key)] as OperationNode[])
      : PrimitiveValueListNode.create([...others, key]);
  });
  const filled: ValuesNode = { ...values, values: rows };
  return {
    ...node,
    columns: [...keptIndexes.map((index) => columns[index] as ColumnNode), ColumnNode.create(NAME_KEY)],
    values: filled,
  };
}

function withKeyUpdated(node: UpdateQueryNode): UpdateQueryNode {
  const table = (node.table as TableNode | undefined)?.table?.identifier.name ?? '';
  const names = nameColumns(table);
  if (!names || !node.updates) return node;
  const updates = node.updates.filter(({ column }) => columnOf(column) !== NAME_KEY);
  const written = new Map(updates.map(({ column, value }) => [columnOf(column), value]));
  if (!names.some((name) => written.has(name))) return { ...node, updates };
  const missing = names.filter((name) => !written.has(name));
  if (missing.length > 0)
    throw new Error(`${table}: ${missing.join()} must be written together with ${names.join()}`);
  const key = ValueNode.create(nameKey(...names.map((name) => textOf(written.get(name)))));
  return { ...node, updates: [...updates, ColumnUpdateNode.create(ColumnNode.create(NAME_KEY), key)] };
}

function columnOf(node: OperationNode): string | undefined {
  return ColumnNode.is(node) ? node.column.name : undefined;
}

/** The text of a cell; blank if it is absent or the default. */
function textOf(cell: unknown): string {
  const node = cell as OperationNode | undefined;
  const value = node && typeof node === 'object' && ValueNode.is(node) ? node.value : cell;
  if (value === undefined || (value as OperationNode | null)?.kind === 'DefaultInsertValueNode') return '';
  if (typeof value !== 'string') throw new Error('a name must be written as a value');
  return value;
}
