import { Button, Modal } from '@mantine/core';
import type { ConfigItem, ConfigRelationshipType } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Confirmation } from '../forms/confirmation.tsx';
import { field } from '../forms/fields.ts';
import { FormDialog } from '../forms/form-dialog.tsx';
import { ThingForm, useNewForm } from '../forms/thing-form.tsx';
import { useSave } from '../forms/use-save.ts';
import { staleTime } from '../people/queries.ts';
import { useApi } from '../session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { useAction } from '../shell/use-action.ts';
import things from '../thing.module.css';
import { useThing } from '../things/thing-forms.tsx';
import classes from './configuration.module.css';
import { configItems } from './kind.ts';
import { Neighbourhood } from './neighbourhood.tsx';
import {
  isRelated,
  type Relation,
  relationsOf,
  strengthOf,
  withoutRelation,
  withRelation,
} from './relations.ts';

/** How an item relates to others: in words, and drawn. */
export function Relationships({ item }: { item: ConfigItem }) {
  const { queries } = useApi();
  const types = useQuery({
    ...queries.configRelationshipTypes.list.allQueryOptions({ limit: 100 }),
    staleTime,
  });
  const { open, show, close } = useAction(['relate']);
  return (
    <section aria-labelledby="relationships" className={things.panel}>
      <div className={classes.sectionTop}>
        <h2 id="relationships" tabIndex={-1} className={things.subheading}>
          Relationships
        </h2>
        <Button variant="default" size="xs" onClick={() => show('relate')}>
          Add relationship
        </Button>
      </div>
      <Loaded query={types} what="the kinds of relationships">
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
  if (relations.length === 0)
    return <p>It is related to no other item yet. Add what it needs, or what needs it.</p>;
  const words = [...new Set(relations.map(({ word }) => word))];
  return (
    <div className={classes.related}>
      <div>
        {words.map((word) => {
          const same = relations.filter((relation) => relation.word === word);
          return (
            <div key={word} className={classes.relation}>
              <h3>{word}</h3>
              <p>{same[0] && strengthOf(same[0].type)}</p>
              <ul>
                {same.map((relation) => (
                  <Related key={relation.id} item={item} relation={relation} />
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <Neighbourhood name={item.name} relations={relations} />
    </div>
  );
}

function Related({ item, relation }: { item: ConfigItem; relation: Relation }) {
  const { id, name, word, written } = relation;
  const [removing, setRemoving] = useState(false);
  const { reread, update, saved } = useThing(configItems, item.id);
  const save = useSave<ConfigItem, never>({
    mutationFn: async () => update(withoutRelation(await reread(), written)),
    find: async () => {
      const now = await reread();
      return isRelated(now, written) ? undefined : now;
    },
    saved: async (now) => {
      await saved(now);
      // The row is gone, and with it what had the focus.
      document.getElementById('relationships')?.focus();
    },
    announce: `${name} is no longer related`,
    labels: {} as Record<never, string>,
  });
  return (
    <li>
      <Link to={configItems.address(id)}>{name}</Link>
      <button
        type="button"
        className={things.quiet}
        aria-label={`Remove: ${word} ${name}`}
        onClick={() => setRemoving(true)}
      >
        Remove
      </button>
      <Modal opened={removing} onClose={() => setRemoving(false)} title="Remove this relationship?">
        <Confirmation
          close={() => setRemoving(false)}
          action="Remove relationship"
          color="red"
          save={save}
          confirm={() => save.submit()}
        >
          {`${item.name} ${word} ${name}. It will be removed from both items.`}
        </Confirmation>
      </Modal>
    </li>
  );
}

interface RelateProps {
  item: ConfigItem;
  types: readonly ConfigRelationshipType[];
  close: () => void;
}

function RelateForm({ item, types, close }: RelateProps) {
  const { reread, update, saved } = useThing(configItems, item.id);
  const choices = types.map((type) => ({
    value: String(type.id),
    label: [type.name, strengthOf(type)].filter(Boolean).join(' · '),
  }));
  const form = useNewForm<ConfigItem>({
    name: 'relate',
    fields: {
      config_relationship_type_id: field('choice', `${item.name} …`, () => '', {
        required: true,
        wide: true,
        choices,
        blank: 'Choose how',
      }),
      config_item_id: field('configItem', 'The other item', () => null, { required: true, wide: true }),
    },
    inputOf: ({ config_relationship_type_id, config_item_id }) => ({
      config_relationship_type_id,
      other_config_item_id: config_item_id,
    }),
    send: async (input) => update(withRelation(await reread(), input)),
    find: async ({ input }) => {
      const now = await reread();
      return isRelated(now, input) ? now : undefined;
    },
    saved: (now) => {
      close();
      return saved(now);
    },
    announce: `${item.name} is related to it`,
  });
  return <ThingForm form={form} action="Add relationship" close={close} />;
}
