import type { ConfigItem } from '@service-desk/client';
import { useParams, useSearch } from '@tanstack/react-router';
import details from '../details.module.css';
import classes from '../entities/entities.module.css';
import { NewEntity, useEntity } from '../entities/entity-forms.tsx';
import { EntityFacts, EntityPage } from '../entities/entity-page.tsx';
import { type Fields, field, pick } from '../forms/fields.ts';
import { useMe } from '../people/queries.ts';
import { parseId } from '../search-params.ts';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { Watchers } from '../watches/watchers.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { Comments } from './comments.tsx';
import { configItems, merged, typePath } from './config-items.ts';
import { Relationships } from './relationships.tsx';

/** A config item with its relationships. */
export function ItemPage() {
  const { id: text } = useParams({ from: '/desk/config/items/$id' });
  const id = parseId(text);
  if (id === undefined) return <NotFoundPage noun="config item" />;
  return (
    <EntityPage
      key={text}
      kind={configItems}
      id={id}
      above={(item) => <Breadcrumb type={item?.config_type} />}
    >
      {(item) => (
        <div className={details.columns}>
          <div className={details.story}>
            <Relationships item={item} />
            <Comments id={item.id} />
          </div>
          <div className={details.side}>
            <ItemFacts item={item} />
            <ItemWatchers item={item} />
          </div>
        </div>
      )}
    </EntityPage>
  );
}

function ItemFacts({ item }: { item: ConfigItem }) {
  const values = Object.entries(merged([...item.config_type_fields, ...item.additional_fields]));
  const fields: Fields<ConfigItem> = {
    ...pick(configItems.fields, ['config_type_id', 'owner_id', 'description']),
    ...Object.fromEntries(values.map(([name, value]) => [`value ${name}`, field('text', name, () => value)])),
    id: field('text', 'Number', ({ id }) => String(id)),
  };
  return <EntityFacts fields={fields} entity={item} />;
}

function ItemWatchers({ item }: { item: ConfigItem }) {
  const { fetchLatest } = useEntity(configItems, item.id);
  const watchesOf = ({ watches }: ConfigItem) => watches.map(({ watch }) => watch);
  return (
    <Watchers
      noun={configItems.noun}
      id={item.id}
      path="configItems.watches"
      watches={watchesOf(item)}
      fetchLatest={async () => watchesOf(await fetchLatest())}
      refresh={fetchLatest}
    />
  );
}

/** Creates an item, with the type in the address as default. */
export function NewItemPage() {
  const me = useMe();
  const { type = '' } = useSearch({ from: '/desk/config/items/new' });
  const { notify_watchlisted: _, ...fields } = configItems.fields;
  return (
    <div className={classes.narrow}>
      <Breadcrumb />
      <PageHeading documentTitle="New config item">New config item</PageHeading>
      <Loaded query={me} label="your account">
        {({ id }) => (
          <NewEntity
            kind={{ ...configItems, fields }}
            start={{ config_type_id: String(type), owner_id: String(id) }}
            back={type === '' ? '/config' : typePath(type)}
          />
        )}
      </Loaded>
    </div>
  );
}
