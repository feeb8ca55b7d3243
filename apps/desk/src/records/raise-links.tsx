import type { Id } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import classes from '../details.module.css';
import { type AnyKind, allKinds } from './kinds/index.ts';

/** Links that raise new records from records of a kind. */
export function RaiseLinks({ kind, ids }: { kind: AnyKind; ids: readonly Id[] }) {
  return allKinds
    .filter(({ raises }) => raises.some(({ from }) => from === kind.name))
    .map((raised) => (
      <Link
        key={raised.name}
        to="/$kind/new"
        params={{ kind: raised.name }}
        search={{ from: `${kind.name}:${ids.join(',')}` }}
        className={classes.raise}
      >
        {`Raise ${raised.singular}`}
      </Link>
    ));
}
