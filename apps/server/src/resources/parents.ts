import type { Id, ParentType } from '../store/schema.ts';

/** What notes and watches belong to. */
export interface Parent<Type extends ParentType = ParentType> {
  type: Type;
  id: Id;
  /** Its path, as links in bodies give it. */
  link: string;
}
