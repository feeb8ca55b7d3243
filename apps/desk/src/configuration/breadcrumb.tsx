import type { ConfigTypeRef } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import { typePath } from './config-items.ts';
import classes from './configuration.module.css';

/** Links back to the tree. v1 does not provide the parents of a type. */
export function Breadcrumb({ type }: { type?: ConfigTypeRef | undefined }) {
  return (
    <nav aria-label="Breadcrumb" className={classes.breadcrumb}>
      <Link to="/config">Configuration</Link>
      {type && <Link to={typePath(type.id)}>{type.name}</Link>}
    </nav>
  );
}
