import type { RecordState } from '../records/kinds/kind.ts';
import classes from './badges.module.css';

export function StatusBadge({ state: { name, tone } }: { state: Pick<RecordState, 'name' | 'tone'> }) {
  return <span className={`${classes.badge} ${classes[tone]}`}>{name}</span>;
}
