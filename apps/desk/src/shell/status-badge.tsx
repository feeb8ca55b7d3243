import type { State } from '../records/kinds/kind.ts';
import classes from './marks.module.css';

export function StatusBadge({ state: { name, look } }: { state: Pick<State, 'name' | 'look'> }) {
  return <span className={`${classes.badge} ${classes[look]}`}>{name}</span>;
}
