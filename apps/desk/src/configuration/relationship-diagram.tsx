import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { configItems } from './config-items.ts';
import classes from './configuration.module.css';
import { type Box, layoutOf, size } from './diagram-layout.ts';
import { type Relation, roleOf } from './relations.ts';

/** A diagram of the items that are directly related to an item. Each box is a link. */
export function RelationshipDiagram({ name, relations }: { name: string; relations: readonly Relation[] }) {
  const arrow = useId();
  const { height, middle, nodes, hidden } = layoutOf(name, relations);
  return (
    <figure className={classes.drawing}>
      {/* biome-ignore lint/a11y/useSemanticElements: no other element can contain an SVG with links. */}
      <svg
        viewBox={`0 0 ${size.width} ${height}`}
        role="group"
        aria-label={`Diagram of the relationships of ${name}`}
      >
        <marker id={arrow} viewBox="0 0 8 8" refX="3" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 8 4 0 8z" className={classes.arrow} />
        </marker>
        {nodes.map(({ relation: { id, name: other, type, word }, line, ...box }) => (
          <g key={`${word} ${id}`}>
            <path
              d={line}
              className={classes.line}
              data-soft={type?.dependency_type !== 'H' || undefined}
              {...(roleOf(type) !== 'other' && { markerEnd: `url(#${arrow})` })}
            />
            <Link
              to={configItems.address(id)}
              aria-label={labelOf(box.text, other, word)}
              className={classes.node}
            >
              <Shape box={box} />
            </Link>
          </g>
        ))}
        <g className={classes.middle}>
          <Shape box={middle} />
        </g>
      </svg>
      <figcaption>
        Arrows point to dependencies. Dashed lines are not hard dependencies.
        {hidden > 0 && ` ${hidden} more are in the list.`}
      </figcaption>
    </figure>
  );
}

/** The accessible name of a link starts with its visible text, which may be truncated. */
function labelOf(seen: string, name: string, word: string): string {
  return [...new Set([seen, name]), word].join(', ');
}

function Shape({ box: { x, y, text } }: { box: Box }) {
  return (
    <>
      <rect x={x} y={y} width={size.box} height={size.height} rx={6} />
      <text x={x + size.box / 2} y={y + size.height / 2} textAnchor="middle" dominantBaseline="central">
        {text}
      </text>
    </>
  );
}
