import { placeOf, type Relation } from './relations.ts';

/** Of a drawing, in its own units. It is as wide as a phone's screen, so that its texts are as large there. */
export const size = { width: 340, box: 240, height: 34 } as const;
const STEP = 44;
/** Of each side so many are drawn. All are in the list beside it. */
const MOST = 8;
/** Letters that fit into a box. */
const LETTERS = 30;

export interface Box {
  x: number;
  y: number;
  text: string;
}

export interface Node extends Box {
  relation: Relation;
  /** The path to what is needed; from the middle where neither is. */
  line: string;
}

/** Places what needs an item above it, and below it what it needs and all else. */
export function layoutOf(name: string, relations: readonly Relation[]) {
  const needs = relations.filter(({ type }) => placeOf(type) === 'needs');
  const others = relations.filter(({ type }) => placeOf(type) !== 'needs');
  const right = size.width - size.box;
  const above = needs.slice(0, MOST);
  const below = others.slice(0, MOST);
  const middle = { x: right / 2, y: above.length * STEP + 8, text: fitted(name) };
  const start = middle.y + STEP + 8;
  const node = (relation: Relation, x: number, y: number, line: string): Node => ({
    relation,
    x,
    y,
    line,
    text: fitted(relation.name),
  });
  const nodes = [
    ...above.map((relation, at) => {
      const y = at * STEP + 1;
      return node(relation, 1, y, `M${size.box} ${y + 17}h22q8 0 8 8V${middle.y - 6}`);
    }),
    ...below.map((relation, at) => {
      const y = start + at * STEP;
      return node(relation, right - 1, y, `M${right - 30} ${middle.y + size.height}V${y + 9}q0 8 8 8h15`);
    }),
  ];
  return {
    middle,
    nodes,
    height: (below.length > 0 ? start + below.length * STEP : start) - 8,
    hidden: relations.length - nodes.length,
  };
}

function fitted(text: string): string {
  return text.length > LETTERS ? `${text.slice(0, LETTERS - 1).trimEnd()}…` : text;
}
