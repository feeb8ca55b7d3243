import { Link, useParams, useSearch } from '@tanstack/react-router';
import { parseId } from '../search-params.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { NewThing } from '../things/thing-forms.tsx';
import { Facts, ThingPage } from '../things/thing-page.tsx';
import classes from '../things/things.module.css';
import { nameOf } from './customer-search.ts';
import { Face } from './face.tsx';
import { kindOf, kinds } from './kinds.ts';

/** A customer, a company, a user or a group. */
export function PersonPage() {
  const { what, id: text } = useParams({ from: '/desk/people/$what/$id' });
  const id = parseId(text);
  const kind = kindOf(what);
  if (!kind || id === undefined) return <NotFoundPage />;
  return (
    <div className={classes.narrow}>
      <ThingPage
        key={`${what} ${id}`}
        kind={kind}
        id={id}
        writable={kind.writable}
        above={() => (
          <Link to="/people/$what" params={{ what }}>
            {kind.title}
          </Link>
        )}
        before={(known) => <Face of={{ ...known, full_name: nameOf(known) }} size="large" />}
      >
        {(somebody) => (
          <>
            <Facts
              fields={{ ...kind.columns, ...kind.fields }}
              thing={somebody}
              shown={{
                Company_id: somebody.Company && (
                  <Link to={kinds.companies.address(somebody.Company.id)}>{somebody.Company.name}</Link>
                ),
              }}
            />
            {kind === kinds.companies && (
              <Link to="/people/$what/new" params={{ what: 'customers' }} search={{ Company_id: id }}>
                Add a customer of this company
              </Link>
            )}
            <p className={classes.soft}>{kind.missing}</p>
          </>
        )}
      </ThingPage>
    </div>
  );
}

/** Adds a customer or a company. */
export function NewPersonPage() {
  const { what } = useParams({ from: '/desk/people/$what/new' });
  const { Company_id: company } = useSearch({ from: '/desk/people/$what/new' });
  const kind = kindOf(what);
  if (!kind?.writable) return <NotFoundPage {...(kind && { hint: kind.missing })} />;
  const start = kind === kinds.customers && company !== undefined ? { Company_id: String(company) } : {};
  return (
    <div className={classes.narrow}>
      <PageHeading documentTitle={`New ${kind.noun}`}>{`New ${kind.noun}`}</PageHeading>
      <NewThing key={what} kind={kind} start={start} back={`/people/${what}`} />
    </div>
  );
}
