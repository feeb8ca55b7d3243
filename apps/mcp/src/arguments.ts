import { Ajv } from '@modelcontextprotocol/server/validators/ajv';

/** A JSON Schema of the arguments of a tool. */
export interface ArgumentSchema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  description?: string;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, ArgumentSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | ArgumentSchema;
  items?: ArgumentSchema;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  default?: unknown;
}

/** The part of a validator's error that this reads. */
interface ValidationError {
  keyword: string;
  instancePath: string;
  params: Record<string, unknown>;
  message?: string;
  data?: unknown;
  parentSchema?: ArgumentSchema;
}

/** Says what is wrong with arguments, one line for each fault; empty if they fit. Types are converted in place. */
export type ArgumentCheck = (values: unknown) => string[];

// Assistants write numbers as texts and the other way round, and one value where there may be several.
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, coerceTypes: 'array' });

/** A check of arguments against a schema. */
export function checkOf(schema: ArgumentSchema): ArgumentCheck {
  const validate = ajv.compile(schema as never);
  return (values) => {
    const rounded = roundedIn(values, []);
    if (rounded.length > 0 || validate(values)) return rounded;
    return [...new Set((validate.errors as ValidationError[]).map(faultOf))];
  };
}

function faultOf({ keyword, instancePath, params, message, data, parentSchema }: ValidationError): string {
  const place = instancePath.slice(1).replaceAll('/', '.') || 'the arguments';
  switch (keyword) {
    case 'required':
      return `${join(instancePath, params.missingProperty)} is missing`;
    case 'additionalProperties': {
      const known = Object.keys(parentSchema?.properties ?? {});
      const unknown = String(params.additionalProperty);
      return `${join(instancePath, unknown)} is not known${suggestion(unknown, known)}`;
    }
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      return `${place} is ${shown(data)}, which is not one of its values${suggestion(String(data), allowed)}`;
    }
    case 'type':
      return `${place} is ${shown(data)}, expected ${[params.type].flat().join(' or ')}`;
    default:
      return `${place} ${message}`;
  }
}

/** Numbers that JavaScript has rounded: another record would be meant. */
function roundedIn(value: unknown, place: readonly string[]): string[] {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return [`${place.join('.')} is too long for a number: write it as a text`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => roundedIn(inside, [...place, key]));
}

function join(instancePath: string, key: unknown): string {
  return [...instancePath.split('/').slice(1), String(key)].join('.');
}

/** How much of a value an error shows, in characters. */
const SHOWN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** More names than that are not listed in an error. */
const MOST_NAMES = 60;

/** The end of a sentence about a name that does not exist: the nearest one, and all that there are. */
export function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((each) => ({ each, distance: distanceOf(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= Math.max(1, each.length / 2.5))
    .toSorted((a, b) => a.distance - b.distance);
  if (nearest) return `; did you mean ${nearest.each}?`;
  if (known.length === 0) return '';
  const more = known.length > MOST_NAMES ? ', …' : '';
  return `; there are ${known.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** The number of letters to insert, remove or replace. Long names are not compared. */
function distanceOf(a: string, b: string): number {
  if (a.length > 50 || b.length > 50) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row.at(-1) ?? Infinity;
}
