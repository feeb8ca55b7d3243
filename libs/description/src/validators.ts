import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Description, Schema } from './description.ts';

/** The key of the description in its validator. */
const KEY = 'openapi';

/** A validator of JSON Schemas, with the keywords and formats of OpenAPI ignored. */
export function createAjv(options: Options = {}): Ajv2020 {
  return new Ajv2020({ strict: false, validateFormats: false, ...options });
}

/** Validators of the schemas of a description. */
export interface Validators {
  /** The errors of a value for the schema that a reference leads to. */
  errorsOf(ref: string, value: unknown): ErrorObject[];
  /** The errors of the values of query parameters, which are strings, for a schema of the description. */
  queryErrorsOf(schema: Schema, value: object): ErrorObject[];
}

/** Compiles the schemas of a description when they are first used. */
export function validatorsOf(description: Description): Validators {
  const ajv = createAjv({ allErrors: true, verbose: true });
  ajv.addSchema(description, KEY);
  const lenient = createAjv({ coerceTypes: true, verbose: true });
  lenient.addSchema(description, KEY);
  const compiled = new Map<string, ValidateFunction>();
  return {
    errorsOf(ref, value) {
      const validate = compiled.get(ref) ?? ajv.compile({ $ref: KEY + ref });
      compiled.set(ref, validate);
      return validate(value) ? [] : (validate.errors ?? []);
    },
    queryErrorsOf(schema, value) {
      const validate = lenient.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${KEY}#/`)));
      return validate(value) ? [] : (validate.errors ?? []);
    },
  };
}
