import { type Relation, roleOf } from './relations.ts';

/** Sizes in SVG units. The diagram is as wide as a phone's screen, so that its texts are not scaled down there. */
export const size = { width: 340, box: 240, height: 34 } as const;
const STEP = 44;
/** The maximum number of items above and below. The list next to the diagram has all. */
const LIMIT = 8;
/** The number of characters that fit into a box. */
const MAX_LENGTH = 30;

export interface Box {
  x: number;
  y: number;
  text: string;
}

export interface DiagramNode extends Box {
  relation: Relation;
  /** The SVG path from dependent to dependency. */
  line: string;
}

/** Positions dependents above an item, and dependencies and all other items below it. */
export function layoutOf(name: string, relations: readonly Relation[]) {
  const dependents = relations.filter(({ type }) => roleOf(type) === 'dependent');
  const others = relations.filter(({ type }) => roleOf(type) !== 'dependent');
  const right = size.width - size.box;
  const above = dependents.slice(0, LIMIT);
  const below = others.slice(0, LIMIT);
  const middle = { x: right / 2, y: above.length * STEP + 8, text: fitted(name) };
  const start = middle.y + STEP + 8;
  const node = (relation: Relation, x: number, y: number, line: string): DiagramNode => ({
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
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1).trimEnd()}…` : text;
}
