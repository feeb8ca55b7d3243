import type { Description, Schema } from '@service-desk/description/description';
import { type Operation, operationsById } from '@service-desk/description/operations';

/** A request that the provider sends. */
export interface Webhook {
  /** The type of its event: `incident.created`. */
  type: string;
  /** The name of its operation: `webhooks.incident.created`. */
  id: string;
  summary: string;
  description: string;
  tag: string;
}

/** The webhooks of a description, in its order. */
export function webhooksOf({ webhooks = {} }: Description): Webhook[] {
  return Object.entries(webhooks).flatMap(([type, { post }]) => {
    if (!post) return [];
    const { operationId: id, summary = '', description = '', tags: [tag = ''] = [] } = post;
    return [{ type, id, summary, description, tag }];
  });
}

/**
 * A body of a webhook, made of documented responses: records, notes, watches and time entries are sent as v1 returns them.
 *
 * @throws Error if no documented response has what it sends
 */
export function payloadOf(description: Description, type: string): Record<string, unknown> {
  const body = description.webhooks?.[type]?.post?.requestBody?.content['application/json']?.schema;
  const data = dataOf(description, type, body?.properties?.data?.properties ?? {});
  return { type, timestamp: timestampOf(description), data };
}

function timestampOf({ components }: Description): unknown {
  return components.schemas.Timestamp?.examples?.[0];
}

function dataOf(
  description: Description,
  type: string,
  fields: Record<string, Schema>,
): Record<string, unknown> {
  const [record = '', event = ''] = type.split('.');
  const operations = [...operationsById(description).values()];
  const data: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(fields)) {
    // It comes with the note that it is of.
    if (schema.enum) continue;
    const kinds = fields[`${name}_type`]?.enum;
    const found =
      name === record
        ? recordAfter(operations, record, event)
        : newPart(operations, record, schema, kinds ?? [name]);
    if (!found) throw new Error(`no documented response has the ${name} of ${type}`);
    if (kinds) data[`${name}_type`] = found.key;
    data[name] = found.value;
  }
  return data;
}

/** A new part of a record: a note of one of its kinds, a watch, or a time entry. */
function newPart(
  operations: readonly Operation[],
  record: string,
  schema: Schema,
  keys: readonly unknown[],
): DocumentedResult | undefined {
  const results = operations
    .filter(
      ({ id, result }) => id.endsWith('.create') && keys.includes(result.key) && isOf(result.schema, schema),
    )
    .flatMap(documentedResults);
  return results.find(({ id, text }) => id.startsWith(`${record}s.`) || text.includes(`/${record}s/`));
}

function isOf(result: Schema, { $ref }: Schema): boolean {
  return $ref !== undefined && result.$ref === $ref;
}

interface DocumentedResult {
  id: string;
  key: string;
  /** The name of the example. */
  name: string;
  value: unknown;
  text: string;
}

function documentedResults({ id, result: { key = '' }, responseExamples }: Operation): DocumentedResult[] {
  return Object.entries(responseExamples['200'] ?? {}).flatMap(([name, example]) => {
    const { result } = example.value as { result?: Record<string, unknown> };
    const value = result?.[key];
    return value === undefined ? [] : [{ id, key, name, value, text: JSON.stringify(value) }];
  });
}

/** A record as a documented call has left it that causes such an event; else as it is read. */
function recordAfter(operations: readonly Operation[], record: string, event: string) {
  const results = ['create', 'update', 'get'].flatMap((verb) =>
    operations.filter(({ id }) => id === `${record}s.${verb}`).flatMap(documentedResults),
  );
  const named = results.find(
    ({ name }) => name.toLowerCase() === event || name.toLowerCase() === `found${event}`,
  );
  return named ?? results.find(({ name }) => name === 'found');
}
