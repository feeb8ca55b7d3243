import { NativeSelect, TextInput } from '@mantine/core';
import type { Page } from '@service-desk/client';
import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import entities from '../entities/entities.module.css';
import { textOf } from '../forms/fields.ts';
import { cachedRows } from '../live/cached-rows.ts';
import { polling } from '../live/rate-limit.ts';
import classes from '../records/queue.module.css';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { useListKeys } from '../shell/commands.ts';
import { Loaded } from '../shell/loaded.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { Pager, pageQuery } from '../shell/pager.tsx';
import { useRowLinks } from '../shell/row-links.ts';
import { useSearchText } from '../shell/search-text.ts';
import { SkipToList } from '../shell/skip-to-list.tsx';
import { Avatar } from './avatar.tsx';
import { type Contact, type ContactPath, contactKinds, kindOf } from './contact-kinds.ts';
import { displayName, matchingRows, normalizeName } from './name-search.ts';
import { type PeopleSearch, parsePeopleSearch } from './people-search.ts';
import { useNameSearch, useServices } from './queries.ts';

/** A list of one kind, filtered by name. */
export function PeoplePage() {
  const { path } = useParams({ from: '/desk/people/$path' });
  return kindOf(path) ? <List key={path} path={path as ContactPath} /> : <NotFoundPage />;
}

function List({ path }: { path: ContactPath }) {
  const { title, noun, missing, writable } = contactKinds[path];
  const search = useSearch({ from: '/desk/people/$path' });
  const { people, rows, total, page, begins } = usePeople(path, search);
  const result = useRef<HTMLDivElement>(null);
  useListKeys(result);
  const stale = people.isPlaceholderData;
  const openRow = useRowLinks(result, people.data !== undefined && !stale);
  return (
    <>
      <SkipToList list={result} />
      <nav aria-label="People" className={entities.tabs}>
        {Object.entries(contactKinds).map(([other, kind]) => (
          <Link
            key={other}
            to="/people/$path"
            params={{ path: other }}
            activeOptions={{ includeSearch: false }}
          >
            {kind.title}
          </Link>
        ))}
      </nav>
      <div className={classes.top}>
        <PageHeading documentTitle={title}>{title}</PageHeading>
        <p className={classes.total} role="status">
          {people.data === undefined || stale ? '' : search.find ? `${total} found` : String(total)}
        </p>
        {writable && <Link to="/people/$path/new" params={{ path }}>{`New ${noun}`}</Link>}
      </div>
      <Filters search={search} path={path} begins={begins} />
      <Loaded query={people} label={`the ${title.toLowerCase()}`}>
        {() => (
          <div
            ref={result}
            onClickCapture={openRow}
            aria-busy={stale}
            data-stale={stale || undefined}
            className={classes.result}
          >
            {rows.length > 0 ? (
              <Table path={path} rows={rows} />
            ) : (
              <div className={classes.empty}>
                <h2>{search.find ? `No matching ${noun}` : 'This page is empty'}</h2>
                <p>
                  <Link to="/people/$path" params={{ path }}>{`Show all ${title.toLowerCase()}`}</Link>
                </p>
              </div>
            )}
            {page && rows.length > 0 && (
              <Pager
                paging={search}
                count={rows.length}
                total={total}
                pages={page.totalPages}
                shown={page.page}
              />
            )}
          </div>
        )}
      </Loaded>
      {!writable && <p className={entities.note}>{missing}</p>}
    </>
  );
}

/** The rows of a page of the list, or those that match a name. */
function usePeople(path: ContactPath, search: PeopleSearch) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const { list } = queriesAt<Contact>(queries, path);
  const text = normalizeName(search.find ?? '');
  const searched = path !== 'users' && text !== '';
  const listed = useQuery<Contact[] | Page<Contact>>({
    ...list.queryOptions(path === 'users' ? { service_id: search.service_id } : pageQuery(search)),
    ...polling,
    placeholderData: keepPreviousData,
    enabled: !searched,
  });
  const found = useNameSearch(path === 'companies' ? path : 'customers', text, { enabled: searched });
  const page = searched || Array.isArray(listed.data) ? undefined : listed.data;
  const loaded = Array.isArray(listed.data) ? listed.data : (page?.items ?? []);
  const begins = searched && found.data?.complete === false;
  const rows =
    text === ''
      ? loaded
      : matchingRows(searched ? cachedRows<Contact>(queryClient, list.pathKey()) : loaded, text, !begins);
  const people = (searched ? found : listed) as UseQueryResult<unknown>;
  return { people, rows, page, begins, total: page?.totalEntries ?? rows.length };
}

function Filters({ search, path, begins }: { search: PeopleSearch; path: ContactPath; begins: boolean }) {
  const navigate = useNavigate();
  const show = (change: Record<string, string>) =>
    void navigate({
      to: '.',
      search: parsePeopleSearch({ ...search, page: undefined, ...change }),
      replace: true,
    });
  const [text, type] = useSearchText(search.find ?? '', (find) => show({ find }));
  return (
    <div className={classes.filters}>
      <TextInput
        label="Find by name"
        description={begins && `Enter the start of the ${path === 'customers' ? 'first name' : 'name'}.`}
        autoComplete="off"
        className={classes.person ?? ''}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
      />
      {path === 'users' && (
        <ServiceFilter id={String(search.service_id ?? '')} choose={(service_id) => show({ service_id })} />
      )}
    </div>
  );
}

function ServiceFilter({ id, choose }: { id: string; choose: (id: string) => void }) {
  const services = useServices();
  return (
    <NativeSelect
      label="With access to"
      className={classes.person ?? ''}
      error={services.isError && 'The services could not be loaded'}
      value={id}
      data={[
        { value: '', label: 'Any service' },
        ...(services.data ?? []).map((service) => ({ value: String(service.id), label: service.name })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

function Table({ path, rows }: { path: ContactPath; rows: Contact[] }) {
  const { title, columns, address } = contactKinds[path];
  return (
    <table className={`${classes.table} ${entities.avatars}`}>
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          {['Name', ...Object.values(columns).map(({ label }) => label)].map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={String(row.id)}>
            <th scope="row">
              <span className={entities.name}>
                <Avatar of={{ ...row, full_name: displayName(row) }} />
                <Link to={address(row.id)} data-row={row.id}>
                  {displayName(row) || `#${row.id}`}
                </Link>
              </span>
            </th>
            {Object.entries(columns).map(([name, column]) => (
              <td key={name} className={classes.number}>
                {textOf(column, row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
