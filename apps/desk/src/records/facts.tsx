import type { ReactNode } from 'react';
import { isBlank } from '../format.ts';
import { textOf } from '../forms/fields.ts';
import { PersonLink } from '../people/person-link.tsx';
import { Breakable } from '../shell/breakable.tsx';
import { Due, Passed } from '../shell/due.tsx';
import { Moment } from '../shell/moment.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import classes from '../thing.module.css';
import type { AnyKind, AnyRecord, Fact } from './kinds/index.ts';

/** What a record's fields say. Those that are blank for most records are shown only when they are not. */
export function Facts({
  kind,
  record,
  children,
}: {
  kind: AnyKind;
  record: AnyRecord;
  children?: ReactNode;
}) {
  const { priority, state } = kind.brief(record);
  return (
    <section aria-labelledby="details" className={classes.panel}>
      <h2 id="details" className={classes.subheading}>
        Details
      </h2>
      <dl className={classes.facts}>
        {kind.facts.map((fact) => {
          if (typeof fact !== 'string')
            return <OtherFact key={fact.label} fact={fact} record={record} waiting={state.waiting} />;
          const field = kind.fields[fact];
          if (!field) return null;
          return (
            <FactRow key={fact} term={field.label}>
              {field.by === 'priority' ? (
                <PriorityMark priority={priority} />
              ) : (
                textOf(field, record) && (
                  <PersonLink by={field.by} printed={field.read(record)} text={textOf(field, record)} />
                )
              )}
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
  waiting: boolean;
}

function OtherFact({
  fact: { label, text, moment: momentOf, by, passed, quiet },
  record,
  waiting,
}: OtherFactProps) {
  const moment = momentOf?.(record) ?? '';
  const words = text?.(record) ?? '';
  if (quiet && isBlank(moment) && words === '') return null;
  const person = by?.(record);
  return (
    <FactRow term={label}>
      {passed
        ? !isBlank(moment) && (
            <>
              {waiting &&
                (passed === 'Overdue' ? <Due due={moment} /> : <Passed at={moment} mark={passed} />)}
              <Moment at={moment} className={classes.moment} />
            </>
          )
        : text
          ? words
          : !isBlank(moment) && (
              <>
                <Moment at={moment} />
                {person && ` by ${person.full_name}`}
              </>
            )}
    </FactRow>
  );
}

/** A term and what there is to say of it; a dash for nothing. */
export function FactRow({ term, children }: { term: string; children: ReactNode }) {
  const blank = children === null || children === undefined || children === '' || children === false;
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{blank ? <span className={classes.soft}>–</span> : <Breakable>{children}</Breakable>}</dd>
    </div>
  );
}
