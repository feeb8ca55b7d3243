import { Button } from '@mantine/core';
import { type Id, NotFoundError } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import details from '../details.module.css';
import type { Fields } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import forms from '../forms/forms.module.css';
import { cachedRow } from '../live/cached-rows.ts';
import { polling } from '../live/rate-limit.ts';
import { renderField } from '../people/render-field.tsx';
import { FactRow } from '../records/facts.tsx';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { useAction } from '../shell/use-action.ts';
import classes from './entities.module.css';
import { EditEntity } from './entity-forms.tsx';
import type { EntityKind } from './entity-kind.ts';

interface EntityPageProps<Entity> {
  kind: EntityKind<Entity>;
  id: Id;
  writable?: boolean;
  /** Shown above and before the name, also while only a list row is loaded. */
  above: (known?: Entity) => ReactNode;
  before?: (known: Entity) => ReactNode;
  children: (entity: Entity) => ReactNode;
}

/** The page of a resource, with the form that edits it. */
export function EntityPage<Entity extends { id: Id }>(props: EntityPageProps<Entity>) {
  const { kind, id, writable = true, above, before, children } = props;
  const { noun, path, nameOf } = kind;
  const { open, show, close, hasDraft } = useAction(['edit']);
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const resource = queriesAt<Entity>(queries, path);
  const query = useQuery({ ...resource.get.queryOptions(id), ...polling });
  const [row] = useState(() => cachedRow<Entity>(queryClient, [...resource.pathKey(), 'list'], id));
  if (query.error instanceof NotFoundError) return <NotFoundPage noun={noun}>{above()}</NotFoundPage>;
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
            {hasDraft('edit') && <span className={forms.draft}> (draft)</span>}
          </Button>
        )}
      </div>
      <Loaded query={query} label={`the ${noun}`}>
        {(entity) => (
          <>
            {children(entity)}
            <FormDialog opened={writable && open === 'edit'} close={close} title={`Edit ${noun}`} size="lg">
              <EditEntity kind={kind} entity={entity} close={close} />
            </FormDialog>
          </>
        )}
      </Loaded>
    </>
  );
}

interface FactsProps<Entity> {
  fields: Fields<Entity>;
  entity: Entity;
}

/** The values of fields. */
export function EntityFacts<Entity>({ fields, entity }: FactsProps<Entity>) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={details.panel}>
      <h2 id={id} className={details.subheading}>
        Details
      </h2>
      <dl className={details.facts}>
        {Object.entries(fields).map(([name, field]) => (
          <FactRow key={name} term={field.label}>
            {renderField(field, entity)}
          </FactRow>
        ))}
      </dl>
    </section>
  );
}
