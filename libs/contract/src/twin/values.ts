import type { Shape, Shapes } from '#description/shapes';
import type { Names } from './names.ts';

/** Values to write to a field: those that v1 accepts, and those that it refuses or that clear the field. */
export interface Values {
  good: unknown[];
  bad: unknown[];
}

const DIFFICULT = [
  'A record of service-desk-contract',
  'x',
  `<b>&amp; "quoted" 'single'</b>`,
  'line one\nline two\r\n\ttab',
  '  blanks at the ends  ',
  'Łódź 日本語 😀',
  '0',
  'null',
];
/** Dates that v1 accepts, the first in the format that it returns. */
export const MOMENTS = [
  '2031-02-10T15:37:00Z',
  '2011-02-10',
  '10 Feb 2011, 15:37',
  '2011-02-10T15:37:59+13:00',
  '2011-W06-4',
  ' 2011-02-11 16:00:05 ',
];
const NO_MOMENTS = ['soon', '2011-02-31', '0999-01-01', '2011-02-10T25:00:00Z'];
const WRONG = [{}, [], true];
const BLANK = ['', null, ' '];
/** How many ids of a kind are written, from the first to the last. */
const IDS = 6;
/** An id that does not exist. */
export const UNKNOWN = '99999999';

/** The values of a field by its schema. Ids are names of known resources. */
export function valuesOf(field: Shape, shapes: Shapes, names: Names): Values {
  const is = (...schemas: string[]) => schemas.some((name) => field.nodes.includes(shapes.schema(name)));
  const find = <Key extends keyof Shape['nodes'][number]>(key: Key) =>
    field.nodes.find((node) => node[key] !== undefined)?.[key];
  const types = field.nodes.flatMap(({ type = [] }) => type);
  if (field.isId) {
    const known = spread(names.known(field.kind ?? ''), IDS);
    const texts = known.slice(0, 1).map((name) => name.replace('›', ' text›'));
    return { good: [...known, ...texts], bad: [UNKNOWN, Number(UNKNOWN), 'abc', -1, ...BLANK, ...WRONG] };
  }
  if (is('DateInput', 'EndDateInput')) return { good: MOMENTS, bad: [...NO_MOMENTS, 5, ...BLANK, ...WRONG] };
  const allowed = find('enum');
  if (allowed) {
    const good = allowed.filter((each) => each !== '' && each !== null);
    return { good, bad: ['', null, 9, 'off the table', ...WRONG] };
  }
  if (types.includes('object') || types.includes('array')) {
    const examples = find('examples') ?? [];
    const free = types.includes('object') ? [{ 'a key': 'a value', other: 1 }, { 'a key': '' }] : [];
    return { good: [...examples, ...free], bad: [{}, [], null, '', 'text', [{ a: 'b' }], [1], 5] };
  }
  if (types.includes('number'))
    return { good: [2, '3.5', 0.25, 24], bad: [0, -1, 25, 'many', '', null, ...WRONG] };
  const longest = Number(find('maxLength') ?? 255);
  const long = longest > 1000 ? [] : ['y'.repeat(longest)];
  return { good: [...DIFFICULT, ...long], bad: ['z'.repeat(longest + 1), 5, ...BLANK, ...WRONG] };
}

/** Up to `most` items that are spread over a list, including the last one. */
export function spread<Item>(list: readonly Item[], most: number): Item[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, index) => {
    return list[Math.round((index * (list.length - 1)) / Math.max(1, most - 1))] as Item;
  });
}

/** Pseudo-random numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
