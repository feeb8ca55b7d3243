import type { Id, ParentType, RecordType } from '../store/schema.ts';

/** What notes and watches belong to. */
export interface Parent<Type extends ParentType = ParentType> {
  type: Type;
  id: Id;
  /** Its path, as links in bodies give it. */
  link: string;
}

/** Whether a parent is a record, whose events webhooks are notified of. */
export function isRecord(parent: Parent): parent is Parent<RecordType> {
  return Object.hasOwn(RECORDS, parent.type);
}

const RECORDS: Record<RecordType, true> = { incident: true, problem: true, change: true, release: true };
