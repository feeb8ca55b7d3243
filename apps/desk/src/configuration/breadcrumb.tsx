import type { ConfigTypeRef } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import classes from './configuration.module.css';
import { typeAddress } from './kind.ts';

/** The way back up to the tree. v1 does not tell what is above a type. */
export function Breadcrumb({ type }: { type?: ConfigTypeRef | undefined }) {
  return (
    <nav aria-label="Breadcrumb" className={classes.way}>
      <Link to="/config">Configuration</Link>
      {type && <Link to={typeAddress(type.id)}>{type.name}</Link>}
    </nav>
  );
}
