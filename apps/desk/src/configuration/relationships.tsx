import { Button } from '@mantine/core';
import type { ConfigItem, ConfigRelationshipType } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import details from '../details.module.css';
import { useEntity } from '../entities/entity-forms.tsx';
import { ConfirmButton } from '../forms/confirm-button.tsx';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { field } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import { staleTime } from '../people/queries.ts';
import { useApi } from '../session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { useAction } from '../shell/use-action.ts';
import { configItems } from './config-items.ts';
import classes from './configuration.module.css';
import {
  impactOf,
  isRelated,
  type Relation,
  relationsOf,
  withoutRelation,
  withRelation,
} from './relations.ts';
import { RelationshipDiagram } from './relationship-diagram.tsx';

/** The relationships of an item, as a list and a diagram. */
export function Relationships({ item }: { item: ConfigItem }) {
  const { queries } = useApi();
  const types = useQuery({
    ...queries.configRelationshipTypes.list.allQueryOptions({ limit: 100 }),
    staleTime,
  });
  const { open, show, close } = useAction(['relate']);
  return (
    <section aria-labelledby="relationships" className={details.panel}>
      <div className={classes.sectionTop}>
        <h2 id="relationships" tabIndex={-1} className={details.subheading}>
          Relationships
        </h2>
        <Button variant="default" size="xs" onClick={() => show('relate')}>
          Add relationship
        </Button>
      </div>
      <Loaded query={types} label="the relationship types">
        {(known) => (
          <>
            <Around item={item} relations={relationsOf(item, known)} />
            <FormDialog opened={open === 'relate'} close={close} title="Add relationship">
              <RelateForm item={item} types={known} close={close} />
            </FormDialog>
          </>
        )}
      </Loaded>
    </section>
  );
}

function Around({ item, relations }: { item: ConfigItem; relations: Relation[] }) {
  if (relations.length === 0) return <p className={details.soft}>No relationships yet.</p>;
  const words = [...new Set(relations.map(({ word }) => word))];
  return (
    <div className={classes.related}>
      <div>
        {words.map((word) => {
          const same = relations.filter((relation) => relation.word === word);
          return (
            <div key={word} className={classes.relation}>
              <h3>{word}</h3>
              <p>{same[0] && impactOf(same[0].type)}</p>
              <ul>
                {same.map((relation) => (
                  <Related key={relation.id} item={item} relation={relation} />
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <RelationshipDiagram name={item.name} relations={relations} />
    </div>
  );
}

function Related({ item, relation }: { item: ConfigItem; relation: Relation }) {
  const { id, name, word, written } = relation;
  const { fetchLatest, update, refresh } = useEntity(configItems, item.id);
  return (
    <li>
      <Link to={configItems.address(id)}>{name}</Link>
      <ConfirmButton
        label="Remove"
        name={`Remove: ${word} ${name}`}
        title="Remove this relationship?"
        action="Remove relationship"
        mutationFn={async () => update(withoutRelation(await fetchLatest(), written))}
        find={async () => {
          const now = await fetchLatest();
          return isRelated(now, written) ? undefined : now;
        }}
        onSaved={async (now) => {
          await refresh(now);
          // The focused element was removed with the row.
          document.getElementById('relationships')?.focus();
        }}
        announce={`Relationship with ${name} removed`}
      >
        {`${item.name} ${word} ${name}. It will be removed from both items.`}
      </ConfirmButton>
    </li>
  );
}

interface RelateProps {
  item: ConfigItem;
  types: readonly ConfigRelationshipType[];
  close: () => void;
}

function RelateForm({ item, types, close }: RelateProps) {
  const { fetchLatest, update, refresh } = useEntity(configItems, item.id);
  const choices = types.map((type) => ({
    value: String(type.id),
    label: [type.name, impactOf(type)].filter(Boolean).join(' · '),
  }));
  const form = useCreateForm<ConfigItem>({
    name: 'relate',
    fields: {
      config_relationship_type_id: field('choice', `${item.name} …`, () => '', {
        required: true,
        wide: true,
        choices,
        blank: 'Choose a relationship',
      }),
      config_item_id: field('configItem', 'The other item', () => null, { required: true, wide: true }),
    },
    requestOf: ({ config_relationship_type_id, config_item_id }) => ({
      config_relationship_type_id,
      other_config_item_id: config_item_id,
    }),
    send: async (input) => update(withRelation(await fetchLatest(), input)),
    find: async ({ input }) => {
      const now = await fetchLatest();
      return isRelated(now, input) ? now : undefined;
    },
    onSaved: (now) => {
      close();
      return refresh(now);
    },
    announce: 'Relationship added',
  });
  return <EntityForm form={form} action="Add relationship" close={close} />;
}
