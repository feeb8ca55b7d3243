import type { ErrorObject } from 'ajv/dist/2020.js';

/**
 * The errors of a validator as messages, one for each fault: `result.incident.title is missing`.
 *
 * If a value has several alternatives, only the faults of the closest one are reported.
 */
export function faultsInWords(errors: readonly ErrorObject[], value: unknown): string[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const dropped = new Set<ErrorObject>();
  const lines: string[] = [];
  for (const choice of choices) {
    const { instancePath } = choice;
    const inside = errors.filter((each) => each !== choice && isAt(each.instancePath, instancePath));
    const shallow = inside.filter((each) => each.instancePath === instancePath && isAboutKind(each));
    for (const each of shallow) dropped.add(each);
    if (inside.some((each) => !shallow.includes(each) && !choices.includes(each))) continue;
    lines.push(`${placeOf(instancePath)} is ${shown(choice.data)}, expected ${kindsOf(shallow)}`);
  }
  const others = errors.filter((each) => !choices.includes(each) && !dropped.has(each));
  lines.push(...others.map((error) => lineOf(error)));
  if (lines.length === 0 && errors.length > 0) lines.push(`${shown(value)} does not match the description`);
  return [...new Set(lines)];
}

/** The longest pattern that is printed, in characters. */
const READABLE = 60;

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function isAboutKind({ keyword }: ErrorObject): boolean {
  return ['type', 'const', 'enum', 'pattern', 'maxLength', 'minimum'].includes(keyword);
}

function kindsOf(errors: readonly ErrorObject[]): string {
  const kinds = errors.map(({ keyword, params }) => {
    if (keyword === 'type') return String(params.type).replaceAll(',', ' or ');
    if (keyword === 'const') return JSON.stringify(params.allowedValue);
    if (keyword === 'enum')
      return params.allowedValues.map((each: unknown) => JSON.stringify(each)).join(' or ');
    if (keyword !== 'pattern') return 'a value within its limits';
    return params.pattern.length > READABLE
      ? 'a string in the described format'
      : `a string that matches ${params.pattern}`;
  });
  return [...new Set(kinds)].join(' or ');
}

function lineOf(error: ErrorObject): string {
  const { keyword, instancePath, params, message, data } = error;
  const place = placeOf(instancePath);
  switch (keyword) {
    case 'required':
      return `${placeOf(`${instancePath}/${params.missingProperty}`)} is missing`;
    case 'additionalProperties':
      return `${placeOf(`${instancePath}/${params.additionalProperty}`)} is not in the description`;
    case 'unevaluatedProperties':
      return `${placeOf(`${instancePath}/${params.unevaluatedProperty}`)} is not in the description`;
    case 'type':
    case 'const':
    case 'enum':
    case 'pattern':
      return `${place} is ${shown(data)}, expected ${kindsOf([error])}`;
    default:
      return `${place} ${message}`;
  }
}

function placeOf(path: string): string {
  const keys = path.split('/').slice(1);
  const place = keys
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key.replaceAll('~1', '/')}`))
    .join('');
  return place.replace(/^\./, '') || 'the body';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
