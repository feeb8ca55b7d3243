import type { ServiceDesk } from '@service-desk/client';
import type { ArgumentSchema } from './arguments.ts';
import type { RecordValues } from './trim.ts';

/** What a tool works with. */
export interface ToolContext {
  desk: ServiceDesk;
  /** Aborts when the host cancels the call. */
  signal: AbortSignal;
}

/** What hosts learn about a tool, by the names of the protocol. */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint: boolean;
}

/** A tool of the server. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  annotations: ToolAnnotations;
  inputSchema: ArgumentSchema & { type: 'object' };
  /**
   * Carries out a call whose arguments fit the schema.
   *
   * @throws CallError if the arguments do not fit together, and the errors of the client
   */
  run(values: RecordValues, context: ToolContext): Promise<RecordValues>;
}

/** A tool whose arguments have a type. */
export function tool<Arguments>(
  definition: Omit<Tool, 'run'> & { run(values: Arguments, context: ToolContext): Promise<RecordValues> },
): Tool {
  return { ...definition, run: (values, context) => definition.run(values as Arguments, context) };
}

/** The annotations of a tool that only reads. */
export const READS = { readOnlyHint: true, openWorldHint: true } as const;

/** An id. Beyond 2^53 only a text is exact, and hosts are at their best with a single type. A number is accepted. */
export const ID: ArgumentSchema = { type: 'string' };

export const PARENTS: ArgumentSchema = {
  type: 'object',
  description: 'Ids of the records above, by name: {"incident_id": "13534"} for incidents.comments',
  additionalProperties: ID,
};

export const COLUMN_NAMES: ArgumentSchema = {
  type: 'array',
  items: { type: 'string' },
  minItems: 1,
};

/** Arguments that most tools have. */
export interface ToolTarget {
  resource: string;
  id?: string;
  parents?: Readonly<Record<string, string>>;
}
