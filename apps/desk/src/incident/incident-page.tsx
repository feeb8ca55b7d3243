import { Skeleton } from '@mantine/core';
import { type Id, NotFoundError } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { parseId } from '../queue/queue-search.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { Actions } from './actions.tsx';
import { Facts } from './facts.tsx';
import classes from './incident.module.css';
import { NoteComposer } from './note-composer.tsx';
import { Timeline } from './timeline-list.tsx';
import { Watchers } from './watchers.tsx';

export function IncidentPage() {
  const { id: text } = useParams({ from: '/desk/incidents/$id' });
  const id = parseId(text);
  if (id === undefined) return <NoIncident text={text} />;
  // Another number is another page: what was typed for one incident must not end up at the next.
  return <IncidentView key={String(id)} id={id} />;
}

function NoIncident({ text }: { text: string }) {
  return (
    <NotFoundPage
      what="incident"
      hint={`Nothing has the number ${text}, or it belongs to a service that you have no access to.`}
    />
  );
}

function IncidentView({ id }: { id: Id }) {
  const { queries } = useApi();
  const { data: incident, error, isError, refetch } = useQuery(queries.incidents.get.queryOptions(id));
  if (error instanceof NotFoundError) return <NoIncident text={String(id)} />;
  const title = incident ? `#${id} ${incident.title}` : `Incident #${id}`;
  return (
    <>
      <div className={classes.top}>
        <PageHeading documentTitle={title}>
          {incident ? (
            <>
              <span className={classes.number}>{`#${incident.reference_num}`}</span> {incident.title}
            </>
          ) : (
            title
          )}
        </PageHeading>
        {incident && (
          <div className={classes.bar}>
            <StatusBadge status={incident.status} />
            <span className={classes.where}>{incident.service.name}</span>
            <Actions incident={incident} />
          </div>
        )}
      </div>
      {isError && (
        <Failure
          title={incident ? 'This may be out of date' : 'The incident could not be loaded'}
          error={error}
          retry={() => refetch()}
        />
      )}
      {incident ? (
        <div className={classes.columns}>
          <div className={classes.story}>
            <Timeline incident={incident} />
            <NoteComposer incident={incident} />
          </div>
          <div className={classes.side}>
            <Facts incident={incident} />
            <Watchers incident={incident} />
          </div>
        </div>
      ) : (
        !isError && <Loading />
      )}
    </>
  );
}

function Loading() {
  return (
    <div className={classes.loading}>
      <p className="visually-hidden" role="status">
        Loading the incident
      </p>
      <Skeleton height={30} width="40%" />
      <Skeleton height={110} />
      <Skeleton height={110} />
    </div>
  );
}
