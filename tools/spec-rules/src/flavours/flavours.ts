import { openapi30Of } from './openapi-3.0.ts';
import { plainOf } from './plain.ts';
import type { Document } from './structure.ts';

export type { Document };

/** A form of the published description. */
export interface Flavour {
  /** How the docs and the table of generators name it. */
  name: string;
  /** Its file, beside the docs and in the package of the description. */
  file: string;
  /** The version of OpenAPI that it is in. */
  openapi: string;
  /** The tools that it is for, as a sentence ends. */
  purpose: string;
  /** Makes it from the published description. */
  transform: (published: Document) => Document;
}

/** Every form of the published description; the first one is the description itself. */
export const FLAVOURS: readonly [Flavour, ...Flavour[]] = [
  {
    name: '3.1',
    file: 'openapi.json',
    openapi: '3.1',
    purpose: 'tools that read OpenAPI 3.1 and JSON Schema: it says everything',
    transform: (published) => published,
  },
  {
    name: '3.0',
    file: 'openapi-3.0.json',
    openapi: '3.0',
    purpose:
      'tools that read OpenAPI 3.0 only, such as gateways and validators: it accepts the same requests',
    transform: openapi30Of,
  },
  {
    name: 'plain',
    file: 'openapi.plain.json',
    openapi: '3.0',
    purpose: 'generators of typed clients, Postman and Bruno: JSON alone, a single type for each value',
    transform: (published) => openapi30Of(plainOf(published)),
  },
];
