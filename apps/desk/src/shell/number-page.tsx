import { type Id, NotFoundError } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { type ResourcePath, useCacheResponse } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Loaded, Loading } from './loaded.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PageHeading } from './page-heading.tsx';
import { parseRecordNumber } from './record-number.ts';

/** Redirects from a record number to the record, of any kind. */
export function NumberPage() {
  const { id: text } = useParams({ from: '/desk/b/$id' });
  const id = parseRecordNumber(text);
  return id === undefined ? <NoRecord text={text} /> : <Find key={String(id)} id={id} />;
}

function NoRecord({ text }: { text: string }) {
  return (
    <NotFoundPage
      noun="record"
      hint={`Record #${text} does not exist, or belongs to a service that you cannot see.`}
    />
  );
}

function Find({ id }: { id: Id }) {
  const { queries } = useApi();
  const found = useQuery(queries.beetils.get.queryOptions(id));
  if (found.error instanceof NotFoundError) return <NoRecord text={String(id)} />;
  return (
    <>
      {found.isError && <PageHeading documentTitle={`#${id}`}>{`#${id}`}</PageHeading>}
      <Loaded query={found} label="the record">
        {(answer) => {
          // The response contains the record under the name of its kind.
          const [[kind, record] = ['', { id }]] = Object.entries<{ id: Id }>(answer);
          return <Found kind={`${kind}s` as ResourcePath} record={record} />;
        }}
      </Loaded>
    </>
  );
}

function Found({ kind, record }: { kind: ResourcePath; record: { id: Id } }) {
  const show = useCacheResponse<{ id: Id }>(kind);
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, since the key resets the page for another number.
  useEffect(() => {
    show(record, record.id);
    void navigate({ href: `/${kind}/${record.id}`, replace: true });
  }, []);
  return <Loading label="the record" />;
}
