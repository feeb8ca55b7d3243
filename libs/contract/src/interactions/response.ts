import { MatchersV3 } from '@pact-foundation/pact';
import type { Schema } from '#description/description';
import { type Alternative, alternativesOf, fieldsOf, mayBe } from '#description/schemas';
import { isObject } from '../v1/bodies.ts';
import type { Description } from '../v1/description.ts';

const { eachLike, equal, like, regex } = MatchersV3;

/**
 * The expected body of a response.
 *
 * Its shape is that of the example. If a field is blank in the example or in an entry of a list, it may have any value
 * that the description allows; otherwise it must have the type of the example. The texts of a Failed envelope must be
 * equal.
 *
 * @param body The example: a whole envelope.
 * @param schema The schema of `result` in a Success envelope.
 * @param shown The optional fields that entries of lists always have, from {@link fieldsAlwaysShown}.
 */
export function responseTemplate(
  description: Description,
  body: unknown,
  schema: Schema | undefined,
  shown: ReadonlySet<Schema> = new Set(),
): Record<string, unknown> {
  const source = { description, shown };
  const { result, ...envelope } = body as Record<string, unknown>;
  if (result === undefined) return envelope;
  const fields = fieldsOf(alternativesOf(source.description, schema));
  const template = Object.entries(result as object).map(([key, value]) => {
    const empty = Array.isArray(value) && value.length === 0;
    return [key, empty ? equal(value) : templateOf(source, value, fields[key], false)];
  });
  return { ...envelope, result: like(Object.fromEntries(template)) };
}

interface Source {
  description: Description;
  shown: ReadonlySet<Schema>;
}

function templateOf(source: Source, value: unknown, schema: Schema | undefined, listed: boolean): unknown {
  const alternatives = alternativesOf(source.description, schema);
  const allowed = new Set(alternatives.map(({ type }) => type));
  if (Array.isArray(value)) return listTemplate(source, value, alternatives, listed);
  if (isObject(value)) {
    const certain = [...allowed].every((type) => type === 'object' || (type === 'null' && !listed));
    return certain
      ? objectTemplate(source, value, alternatives, listed)
      : // An object in the pact would only match objects, whatever the matcher.
        anyOf(alternatives, allowed.has('null') ? null : '');
  }
  if (value === null || value === '' || listed) {
    const free =
      alternatives.length > 1 ||
      alternatives.some((each) => each.pattern || each.enum || each.const !== undefined);
    return free ? anyOf(alternatives, value) : value;
  }
  return scalarTemplate(value, alternatives);
}

function objectTemplate(
  source: Source,
  value: Record<string, unknown>,
  alternatives: readonly Alternative[],
  listed: boolean,
): Record<string, unknown> {
  const objects = alternatives.filter(({ type }) => type === 'object');
  // Entries of a list may be any alternative; elsewhere the example determines it.
  const possible = listed ? objects : objects.filter((each) => mayBe(source.description, value, each));
  const fields = fieldsOf(possible);
  // The names of an account's own fields are not part of the contract.
  if (alternatives.length > 0 && Object.keys(fields).length === 0) return {};
  const promised = Object.entries(value).filter(
    ([key]) =>
      !listed ||
      possible.every(
        ({ required = [], properties = {} }) =>
          required.includes(key) || (properties[key] && source.shown.has(properties[key])),
      ),
  );
  return Object.fromEntries(
    promised.map(([key, inside]) => [key, templateOf(source, inside, fields[key], listed)]),
  );
}

function listTemplate(
  source: Source,
  value: readonly unknown[],
  alternatives: readonly Alternative[],
  listed: boolean,
): unknown {
  const [first] = value;
  // Matched by type, an empty list matches any list.
  if (first === undefined) return value;
  const items = alternatives.find(({ type }) => type === 'array')?.items;
  const entry = templateOf(source, first, items, true);
  return listed ? { 'pact:matcher:type': 'type', min: 0, value: [entry] } : eachLike(entry);
}

function scalarTemplate(value: unknown, alternatives: readonly Alternative[]): unknown {
  if (typeof value !== 'string') return value;
  const text = alternatives.find(({ type }) => type === 'string');
  if (text?.enum) return equal(value);
  // A value that is set in the example is set in this state, so blank would be wrong.
  return text?.pattern ? regex(text.pattern.replace(/^\^\$\|/, ''), value) : value;
}

/** A matcher for any of the alternatives. {@link recordPacts} combines several by OR, except those of an enumeration. */
function anyOf(alternatives: readonly Alternative[], example: unknown): unknown {
  const [only] = alternatives;
  if (only && alternatives.length === 1 && isNumber(only.type) && only.enum) {
    // Matchers that begin with a regular expression are combined by AND: a number, and one of the values.
    const matchers: Matcher[] = [
      { 'pact:matcher:type': 'regex', regex: `^(?:${patternOf(only)})$` },
      { 'pact:matcher:type': only.type },
    ];
    return { 'pact:matcher:type': matchers, value: example };
  }
  const texts = alternatives.filter(({ type }) => type !== 'null' && !isNumber(type) && type !== 'boolean');
  const types = new Set(alternatives.filter((each) => !texts.includes(each)).map(({ type }) => type));
  const matchers: Matcher[] = [...types].map((type) => ({ 'pact:matcher:type': type }));
  if (texts.length > 0) {
    const regex = `^(?:${texts.map(patternOf).join('|')})$`;
    matchers.push({ 'pact:matcher:type': 'regex', regex });
  }
  const [first] = matchers;
  return matchers.length === 1
    ? { ...first, value: example }
    : { 'pact:matcher:type': matchers, value: example };
}

interface Matcher {
  'pact:matcher:type': string;
  regex?: string;
}

function isNumber(type: string): boolean {
  return type === 'integer' || type === 'number';
}

/** A regular expression for an alternative. Objects are matched as JSON. */
function patternOf({ type, pattern, const: constant, enum: values }: Alternative): string {
  const fixed = constant === undefined ? values : [constant];
  if (fixed)
    return fixed.map((each) => String(each).replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  if (type === 'object') return String.raw`\{[\s\S]*\}`;
  if (type === 'array') return String.raw`\[[\s\S]*\]`;
  return pattern ? `(?:${pattern})` : String.raw`[\s\S]*`;
}
