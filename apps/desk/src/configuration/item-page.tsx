import type { ConfigItem } from '@service-desk/client';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { type Fields, field, pick } from '../forms/fields.ts';
import { useMe } from '../people/queries.ts';
import { parseId } from '../search-params.ts';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import things from '../thing.module.css';
import { NewThing, useThing } from '../things/thing-forms.tsx';
import { Facts, ThingPage } from '../things/thing-page.tsx';
import classes from '../things/things.module.css';
import { Watchers } from '../watches/watchers.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { Comments } from './comments.tsx';
import { configItems, merged, typeAddress } from './kind.ts';
import { Relationships } from './relationships.tsx';

/** A config item: what it is, and how it relates to others. */
export function ItemPage() {
  const { id: text } = useParams({ from: '/desk/config/items/$id' });
  const id = parseId(text);
  if (id === undefined) return <NotFoundPage what="config item" />;
  return (
    <ThingPage
      key={text}
      kind={configItems}
      id={id}
      above={(item) => <Breadcrumb type={item?.config_type} />}
    >
      {(item) => (
        <div className={things.columns}>
          <div className={things.story}>
            <Relationships item={item} />
            <Comments id={item.id} />
          </div>
          <div className={things.side}>
            <ItemFacts item={item} />
            <ItemWatchers item={item} />
          </div>
        </div>
      )}
    </ThingPage>
  );
}

function ItemFacts({ item }: { item: ConfigItem }) {
  const { config_type: type, owner } = item;
  const values = Object.entries(merged([...item.config_type_fields, ...item.additional_fields]));
  const fields: Fields<ConfigItem> = {
    ...pick(configItems.fields, ['config_type_id', 'owner_id', 'description']),
    ...Object.fromEntries(values.map(([name, value]) => [`value ${name}`, field('text', name, () => value)])),
    id: field('text', 'Number', ({ id }) => String(id)),
  };
  return (
    <Facts
      fields={fields}
      thing={item}
      shown={{
        config_type_id: <Link to={typeAddress(type.id)}>{type.name}</Link>,
        owner_id: owner && (
          <Link to="/people/$what/$id" params={{ what: 'users', id: String(owner.id) }}>
            {owner.full_name}
          </Link>
        ),
      }}
    />
  );
}

function ItemWatchers({ item }: { item: ConfigItem }) {
  const { reread } = useThing(configItems, item.id);
  const watchesOf = ({ watches }: ConfigItem) => watches.map(({ watch }) => watch);
  return (
    <Watchers
      noun={configItems.noun}
      id={item.id}
      path="configItems.watches"
      watches={watchesOf(item)}
      reread={async () => watchesOf(await reread())}
      refresh={reread}
    />
  );
}

/** Adds an item, of the type in the address if there is one. */
export function NewItemPage() {
  const me = useMe();
  const { type = '' } = useSearch({ from: '/desk/config/items/new' });
  const { notify_watchlisted: _, ...fields } = configItems.fields;
  return (
    <div className={classes.narrow}>
      <Breadcrumb />
      <PageHeading documentTitle="New config item">New config item</PageHeading>
      <Loaded query={me} what="who you are">
        {({ id }) => (
          <NewThing
            kind={{ ...configItems, fields }}
            start={{ config_type_id: String(type), owner_id: String(id) }}
            back={type === '' ? '/config' : typeAddress(type)}
          />
        )}
      </Loaded>
    </div>
  );
}
