import type { ReactNode } from 'react';
import classes from '../details.module.css';
import { isBlank } from '../format.ts';
import { renderField } from '../people/render-field.tsx';
import { Breakable } from '../shell/breakable.tsx';
import { Due, PassedBadge } from '../shell/due.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import { Timestamp } from '../shell/timestamp.tsx';
import type { AnyKind, AnyRecord, Fact } from './kinds/index.ts';

/** The fields of a record. Those that most records leave blank are shown only if they are set. */
export function RecordFacts({
  kind,
  record,
  children,
}: {
  kind: AnyKind;
  record: AnyRecord;
  children?: ReactNode;
}) {
  const { priority, state } = kind.summarize(record);
  return (
    <section aria-labelledby="details" className={classes.panel}>
      <h2 id="details" className={classes.subheading}>
        Details
      </h2>
      <dl className={classes.facts}>
        {kind.facts.map((fact) => {
          if (typeof fact !== 'string')
            return <OtherFact key={fact.label} fact={fact} record={record} active={state.active} />;
          const field = kind.fields[fact];
          if (!field) return null;
          return (
            <FactRow key={fact} term={field.label}>
              {field.type === 'priority' ? <PriorityMark priority={priority} /> : renderField(field, record)}
            </FactRow>
          );
        })}
        {Object.entries(record.additional_values).map(([name, value]) => (
          <FactRow key={name} term={name}>
            {value}
          </FactRow>
        ))}
        {children}
      </dl>
    </section>
  );
}

interface OtherFactProps {
  fact: Exclude<Fact<AnyRecord>, string>;
  record: AnyRecord;
  active: boolean;
}

function OtherFact({
  fact: { label, text, time: timestampOf, by, deadline, met, hideBlank },
  record,
  active,
}: OtherFactProps) {
  const at = timestampOf?.(record) ?? '';
  const words = text?.(record) ?? '';
  if (hideBlank && isBlank(at) && words === '') return null;
  const person = by?.(record);
  return (
    <FactRow term={label}>
      {deadline
        ? !isBlank(at) && (
            <>
              {active &&
                !met?.(record) &&
                (deadline === 'Overdue' ? <Due due={at} /> : <PassedBadge at={at} mark={deadline} />)}
              <Timestamp at={at} className={classes.timestamp} />
            </>
          )
        : text
          ? words
          : !isBlank(at) && (
              <>
                <Timestamp at={at} />
                {person && ` by ${person.full_name}`}
              </>
            )}
    </FactRow>
  );
}

/** A term and its value; a dash for a blank. */
export function FactRow({ term, children }: { term: string; children: ReactNode }) {
  const blank = children === null || children === undefined || children === '' || children === false;
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{blank ? <span className={classes.soft}>–</span> : <Breakable>{children}</Breakable>}</dd>
    </div>
  );
}
