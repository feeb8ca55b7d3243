import { MatchersV3 } from '@pact-foundation/pact';
import { type Alternative, alternativesOf, type Description, type Schema } from './description.ts';

const { eachLike, equal, like, regex } = MatchersV3;

/**
 * The body that a provider's answer is held to.
 *
 * The example gives the shape and the description gives the freedom: a field that may be null or blank is only held to
 * that when the example leaves it blank or when it stands in a list, whose entries differ. The texts of a Failed
 * envelope are promised word for word.
 *
 * @param body The example: a whole envelope.
 * @param schema The schema of what stands inside a Success envelope.
 */
export function responseTemplate(
  description: Description,
  body: unknown,
  schema: Schema | undefined,
): Record<string, unknown> {
  const { result, ...envelope } = body as Record<string, unknown>;
  if (result === undefined) return envelope;
  const fields = propertiesOf(alternativesOf(description, schema));
  const template = Object.entries(result as object).map(([key, value]) => {
    const empty = Array.isArray(value) && value.length === 0;
    return [key, empty ? equal(value) : templateOf(description, value, fields[key], false)];
  });
  return { ...envelope, result: like(Object.fromEntries(template)) };
}

function templateOf(
  description: Description,
  value: unknown,
  schema: Schema | undefined,
  listed: boolean,
): unknown {
  const alternatives = alternativesOf(description, schema);
  const allowed = new Set(alternatives.map(({ type }) => type));
  if (Array.isArray(value)) return listTemplate(description, value, alternatives, listed);
  if (isObject(value)) {
    const certain = [...allowed].every((type) => type === 'object' || (type === 'null' && !listed));
    return certain
      ? objectTemplate(description, value, alternatives, listed)
      : // An object in the pact would only match objects, whatever the matcher.
        anyOf(alternatives, allowed.has('null') ? null : '');
  }
  if (value === null || value === '' || listed) {
    const free = alternatives.length > 1 || alternatives.some((each) => each.pattern || each.enum);
    return free ? anyOf(alternatives, value) : value;
  }
  return scalarTemplate(value, alternatives);
}

function objectTemplate(
  description: Description,
  value: Record<string, unknown>,
  alternatives: readonly Alternative[],
  listed: boolean,
): Record<string, unknown> {
  const fields = propertiesOf(alternatives);
  // An account's own fields: their names are no promise.
  if (alternatives.length > 0 && Object.keys(fields).length === 0) return {};
  const required = new Set(alternatives.flatMap((each) => each.required ?? []));
  const promised = Object.entries(value).filter(([key]) => !listed || required.has(key));
  return Object.fromEntries(
    promised.map(([key, inside]) => [key, templateOf(description, inside, fields[key], listed)]),
  );
}

function listTemplate(
  description: Description,
  value: readonly unknown[],
  alternatives: readonly Alternative[],
  listed: boolean,
): unknown {
  const [first] = value;
  // Matched by type, an empty list stands for any list.
  if (first === undefined) return value;
  const items = alternatives.find(({ type }) => type === 'array')?.items;
  const entry = templateOf(description, first, items, true);
  return listed ? { 'pact:matcher:type': 'type', min: 0, value: [entry] } : eachLike(entry);
}

function scalarTemplate(value: unknown, alternatives: readonly Alternative[]): unknown {
  if (typeof value !== 'string') return value;
  const text = alternatives.find(({ type }) => type === 'string');
  if (text?.enum) return equal(value);
  // What is set in the example is set in this state: blank would be wrong.
  return text?.pattern ? regex(text.pattern.replace(/^\^\$\|/, ''), value) : value;
}

/** A matcher that takes every alternative. A regular expression sees null as `null` and an object as its JSON. */
function anyOf(alternatives: readonly Alternative[], example: unknown): unknown {
  const pattern = `^(?:${alternatives.map(patternOf).join('|')})$`;
  return { 'pact:matcher:type': 'regex', regex: pattern, value: example };
}

function patternOf(alternative: Alternative): string {
  const { type, pattern, const: constant } = alternative;
  const fixed = constant === undefined ? alternative.enum : [constant];
  if (fixed)
    return fixed.map((each) => String(each).replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  if (type === 'null') return 'null';
  if (type === 'integer' || type === 'number') return String.raw`-?\d+(?:\.\d+)?`;
  if (type === 'boolean') return 'true|false';
  if (type === 'object') return String.raw`\{[\s\S]*\}`;
  if (type === 'array') return String.raw`\[[\s\S]*\]`;
  return pattern ? `(?:${pattern})` : String.raw`[\s\S]*`;
}

function propertiesOf(alternatives: readonly Alternative[]): Record<string, Schema> {
  return Object.assign({}, ...alternatives.map((each) => each.properties ?? {}));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
