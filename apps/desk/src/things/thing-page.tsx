import { Button } from '@mantine/core';
import { type Id, NotFoundError } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { type Fields, textOf } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import forms from '../forms/forms.module.css';
import { live } from '../live/pace.ts';
import { rowOf } from '../live/row-seed.ts';
import { FactRow } from '../records/facts.tsx';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { useAction } from '../shell/use-action.ts';
import things from '../thing.module.css';
import type { ThingKind } from './kind.ts';
import { EditThing } from './thing-forms.tsx';
import classes from './things.module.css';

interface ThingPageProps<Thing> {
  kind: ThingKind<Thing>;
  id: Id;
  writable?: boolean;
  /** What stands above its name and before it, by what is known of it so far. */
  above: (known?: Thing) => ReactNode;
  before?: (known: Thing) => ReactNode;
  children: (thing: Thing) => ReactNode;
}

/** The page of a thing, with the form that edits it. */
export function ThingPage<Thing extends { id: Id }>(props: ThingPageProps<Thing>) {
  const { kind, id, writable = true, above, before, children } = props;
  const { noun, path, nameOf } = kind;
  const { open, show, close, hasDraft } = useAction(['edit']);
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const resource = queriesAt<Thing>(queries, path);
  const query = useQuery({ ...resource.get.queryOptions(id), ...live });
  const [row] = useState(() => rowOf<Thing>(queryClient, [...resource.pathKey(), 'list'], id));
  if (query.error instanceof NotFoundError) return <NotFoundPage what={noun}>{above()}</NotFoundPage>;
  const known = query.data ?? row;
  const name = known ? nameOf(known) : `${noun} #${id}`;
  return (
    <>
      {above(query.data)}
      <div className={classes.top}>
        {known && before?.(known)}
        <PageHeading documentTitle={name}>{name}</PageHeading>
        {writable && query.data && (
          <Button variant="default" size="xs" onClick={() => show('edit')}>
            Edit
            {hasDraft('edit') && <span className={forms.kept}> (draft)</span>}
          </Button>
        )}
      </div>
      <Loaded query={query} what={`the ${noun}`}>
        {(thing) => (
          <>
            {children(thing)}
            <FormDialog opened={writable && open === 'edit'} close={close} title={`Edit ${noun}`} size="lg">
              <EditThing kind={kind} thing={thing} close={close} />
            </FormDialog>
          </>
        )}
      </Loaded>
    </>
  );
}

interface FactsProps<Thing> {
  fields: Fields<Thing>;
  thing: Thing;
  /** What stands in place of a field's text, such as a link. */
  shown?: Record<string, ReactNode>;
}

/** What the fields of a thing say. */
export function Facts<Thing>({ fields, thing, shown = {} }: FactsProps<Thing>) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={things.panel}>
      <h2 id={id} className={things.subheading}>
        Details
      </h2>
      <dl className={things.facts}>
        {Object.entries(fields).map(([name, field]) => (
          <FactRow key={name} term={field.label}>
            {shown[name] ?? textOf(field, thing)}
          </FactRow>
        ))}
      </dl>
    </section>
  );
}
