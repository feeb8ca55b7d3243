import { Skeleton } from '@mantine/core';
import { type Id, type IncidentSummary, NotFoundError } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { customerName } from '../format.ts';
import { live } from '../live/pace.ts';
import { rowOf } from '../live/row-seed.ts';
import { parseId } from '../queue/queue-search.ts';
import { useApi } from '../session.tsx';
import { Due } from '../shell/due.tsx';
import { Failure, Stopped } from '../shell/failure.tsx';
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
  const queryClient = useQueryClient();
  const {
    data: incident,
    error,
    isError,
    isPending,
    fetchStatus,
    refetch,
  } = useQuery({ ...queries.incidents.get.queryOptions(id), ...live });
  const [row] = useState(() => rowOf<IncidentSummary>(queryClient, queries.incidents.list.pathKey(), id));
  if (error instanceof NotFoundError) return <NoIncident text={String(id)} />;
  const known = incident ?? row;
  const title = known ? `#${id} ${known.title}` : `Incident #${id}`;
  return (
    <>
      <div className={classes.top}>
        <PageHeading documentTitle={title}>
          {known ? (
            <>
              <span className={classes.number}>{`#${known.reference_num}`}</span> {known.title}
            </>
          ) : (
            title
          )}
        </PageHeading>
        {known && (
          <div className={classes.bar}>
            <StatusBadge status={known.status ?? 'Open'} />
            <span className={classes.where}>{known.service.name}</span>
            <span className={classes.brief}>
              {incident?.customer && <span>{customerName(incident.customer)}</span>}
              <Due due={known.due_date} waiting={known.status === 'Open'} />
            </span>
            {incident && <Actions incident={incident} />}
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
        !isError &&
        (isPending && fetchStatus === 'idle' ? (
          <Stopped what="the incident" retry={() => refetch()} />
        ) : (
          <Loading />
        ))
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
