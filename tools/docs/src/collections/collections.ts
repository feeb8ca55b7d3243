import { brunoCollection } from './bruno.ts';
import { postmanCollection } from './postman.ts';
import type { RequestCollection } from './requests.ts';

/** The collections that can be downloaded, each in the format of a tool. */
export const COLLECTIONS: { tool: string; file: string; write(requests: RequestCollection): object }[] = [
  { tool: 'Postman', file: 'service-desk-v1.postman.json', write: postmanCollection },
  { tool: 'Bruno', file: 'service-desk-v1.bruno.json', write: brunoCollection },
];
