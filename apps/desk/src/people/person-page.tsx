import { Link, useParams, useSearch } from '@tanstack/react-router';
import classes from '../entities/entities.module.css';
import { NewEntity } from '../entities/entity-forms.tsx';
import { EntityFacts, EntityPage } from '../entities/entity-page.tsx';
import { parseId } from '../search-params.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { Avatar } from './avatar.tsx';
import { contactKinds, kindOf } from './contact-kinds.ts';
import { displayName } from './name-search.ts';

/** The page of a customer, a company, a user or a group. */
export function PersonPage() {
  const { path, id: text } = useParams({ from: '/desk/people/$path/$id' });
  const id = parseId(text);
  const kind = kindOf(path);
  if (!kind || id === undefined) return <NotFoundPage />;
  return (
    <div className={classes.narrow}>
      <EntityPage
        key={`${path} ${id}`}
        kind={kind}
        id={id}
        writable={kind.writable}
        above={() => (
          <Link to="/people/$path" params={{ path }}>
            {kind.title}
          </Link>
        )}
        before={(known) => <Avatar of={{ ...known, full_name: displayName(known) }} size="large" />}
      >
        {(contact) => (
          <>
            <EntityFacts fields={{ ...kind.columns, ...kind.fields }} entity={contact} />
            {kind === contactKinds.companies && (
              <Link to="/people/$path/new" params={{ path: 'customers' }} search={{ Company_id: id }}>
                Add a customer of this company
              </Link>
            )}
            <p className={classes.soft}>{kind.missing}</p>
          </>
        )}
      </EntityPage>
    </div>
  );
}

/** Creates a customer or a company. */
export function NewPersonPage() {
  const { path } = useParams({ from: '/desk/people/$path/new' });
  const { Company_id: company } = useSearch({ from: '/desk/people/$path/new' });
  const kind = kindOf(path);
  if (!kind?.writable) return <NotFoundPage {...(kind && { hint: kind.missing })} />;
  const start =
    kind === contactKinds.customers && company !== undefined ? { Company_id: String(company) } : {};
  return (
    <div className={classes.narrow}>
      <PageHeading documentTitle={`New ${kind.noun}`}>{`New ${kind.noun}`}</PageHeading>
      <NewEntity key={path} kind={kind} start={start} back={`/people/${path}`} />
    </div>
  );
}
