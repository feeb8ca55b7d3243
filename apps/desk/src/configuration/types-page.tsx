import { type ConfigTypeRef, NotFoundError } from '@service-desk/client';
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useRef } from 'react';
import entities from '../entities/entities.module.css';
import lists from '../records/queue.module.css';
import { useListKeys } from '../shell/commands.ts';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { Pager, pageQuery } from '../shell/pager.tsx';
import { useRowLinks } from '../shell/row-links.ts';
import { SkipToList } from '../shell/skip-to-list.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { configItems, typePath } from './config-items.ts';
import classes from './configuration.module.css';
import { type Contents, useContents } from './queries.ts';
import type { TreeSearch } from './tree-search.ts';

/** A type, or all types, as a tree with items as leaves. The expanded types are in the address. */
export function TypesPage() {
  const { id = '' } = useParams({ strict: false });
  return <Types key={id} id={id} />;
}

function Types({ id }: { id: string }) {
  const search: TreeSearch = useSearch({ strict: false });
  const query = useContents(id, pageQuery(search), keepPreviousData);
  const tree = useRef<HTMLDivElement>(null);
  useListKeys(tree);
  const openRow = useRowLinks(tree, query.data !== undefined);
  if (query.error instanceof NotFoundError) return <NotFoundPage noun="config type" />;
  const name = id === '' ? 'Configuration' : (query.data?.config_type.name ?? `Config type #${id}`);
  return (
    <>
      <SkipToList list={tree} />
      {id !== '' && <Breadcrumb />}
      <div className={entities.top}>
        <PageHeading documentTitle={name}>{name}</PageHeading>
        <Link to="/config/items/new" search={id === '' ? {} : { type: id }}>
          New item
        </Link>
      </div>
      <Loaded query={query} label="the configuration">
        {(contents) => (
          <div data-stale={query.isPlaceholderData || undefined} className={lists.result}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys press the buttons inside. */}
            <div ref={tree} onClickCapture={openRow} onKeyDown={arrows} className={classes.tree}>
              <Level contents={contents} label={name} />
            </div>
            {(contents.total_entries ?? contents.config_items.length) > 0 && (
              <Pager
                paging={search}
                noun="items"
                count={contents.config_items.length}
                total={contents.total_entries}
                pages={contents.total_pages}
                shown={pageQuery(search).page}
              />
            )}
          </div>
        )}
      </Loaded>
      <p className={entities.note}>
        Items cannot be searched by name. Types are managed by your operator, with the server’s import.
      </p>
    </>
  );
}

/** Right expands the focused type, left collapses it. */
function arrows({ key, target }: KeyboardEvent): void {
  if (!(target instanceof Element) || (key !== 'ArrowRight' && key !== 'ArrowLeft')) return;
  const pressed = `:scope > button[aria-expanded="${key === 'ArrowLeft'}"]`;
  target.closest('li')?.querySelector<HTMLElement>(pressed)?.click();
}

function Level({ contents, label, more }: { contents: Contents; label: string; more?: ConfigTypeRef }) {
  const { config_types, config_items, total_entries: total = 0 } = contents;
  return (
    <ul aria-label={label} className={classes.level}>
      {config_types.map((type) => (
        <TypeNode key={String(type.id)} type={type} />
      ))}
      {config_items.map(({ id, name }) => (
        <li key={String(id)}>
          <Link to={configItems.address(id)} data-row={`item-${id}`}>
            {name}
          </Link>
        </li>
      ))}
      {config_types.length + config_items.length === 0 && (
        <li className={entities.soft}>{total > 0 ? 'This page is empty' : 'No items of this type yet'}</li>
      )}
      {more && total > config_items.length && (
        <li>
          <Link to={typePath(more.id)}>{`All ${total} of ${more.name}`}</Link>
        </li>
      )}
    </ul>
  );
}

function TypeNode({ type }: { type: ConfigTypeRef }) {
  const id = String(type.id);
  const open = String(useSearch({ strict: false }).open ?? '')
    .split(',')
    .filter(Boolean);
  const isOpen = open.includes(id);
  const navigate = useNavigate();
  function toggle(): void {
    const next = isOpen ? open.filter((one) => one !== id) : [...open, id];
    void navigate({
      to: '.',
      search: (now: object) => ({ ...now, open: next.join(',') }),
      replace: true,
      resetScroll: false,
    });
  }
  return (
    <li className={classes.type}>
      <button type="button" aria-expanded={isOpen} aria-label={`Contents of ${type.name}`} onClick={toggle} />
      <Link to={typePath(id)} data-row={`type-${id}`}>
        {type.name}
      </Link>
      {isOpen && <Below type={type} />}
    </li>
  );
}

function Below({ type }: { type: ConfigTypeRef }) {
  return (
    <Loaded query={useContents(type.id)} label={type.name}>
      {(contents) => <Level contents={contents} label={type.name} more={type} />}
    </Loaded>
  );
}
