import { notifications } from '@mantine/notifications';
import type { Id, LinkableType } from '@service-desk/client';
import { useQueries } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { describeError } from '../errors.ts';
import { formatTimestamp } from '../format.ts';
import { EntityForm, useCreateForm } from '../forms/entity-form.tsx';
import { type Fields, field, pick, valuesOf } from '../forms/fields.ts';
import type { FormValues } from '../forms/three-way-merge.ts';
import { fetchMe } from '../people/account.ts';
import { useMe } from '../people/queries.ts';
import { queriesAt, resourceAt, useCacheResponse, useInvalidate } from '../resource.ts';
import { idsOf } from '../search-params.ts';
import { useApi } from '../session.tsx';
import { Failure } from '../shell/failure.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import { PagePending } from '../shell/route-states.tsx';
import { recordName } from './actions.tsx';
import { findCreated } from './find-created.ts';
import { type AnyKind, type AnyRecord, isKindName, recordKinds } from './kinds/index.ts';
import { link } from './links.tsx';
import classes from './new.module.css';
import { scopeOf } from './use-record.ts';

/** Parses the source records from the address, such as `incidents:13534,13543`. */
export function parseBase(text: unknown): { kind: LinkableType; ids: Id[] } | undefined {
  const [kind = '', ids = ''] = String(text ?? '').split(':');
  const known = idsOf(ids);
  return isKindName(kind) && known.length > 0 ? { kind, ids: known } : undefined;
}

/** Creates a record, optionally raised from others. */
export function NewPage() {
  const { kind: name } = useParams({ from: '/desk/$kind/new' });
  const { from } = useSearch({ from: '/desk/$kind/new' });
  const { queries } = useApi();
  const kind = recordKinds[name];
  const base = parseBase(from);
  const loaded = useQueries({
    queries: (base?.ids ?? []).map((id) =>
      queriesAt<AnyRecord>(queries, base?.kind ?? name).get.queryOptions(id),
    ),
  });
  const failed = loaded.filter(({ isError }) => isError);
  const records = loaded.flatMap(({ data }) => (data ? [data] : []));
  return (
    <div className={classes.page}>
      <PageHeading documentTitle={`New ${kind.singular}`}>{`New ${kind.singular}`}</PageHeading>
      {failed[0] ? (
        <Failure
          title="The source record could not be loaded"
          error={failed[0].error}
          retry={() => failed.map(({ refetch }) => refetch())}
        />
      ) : records.length < loaded.length ? (
        <PagePending />
      ) : (
        <NewRecord
          key={from}
          kind={kind}
          from={base && recordKinds[base.kind]}
          bases={records}
          draftName={['new', ...(base ? [from] : [])].join(' ')}
        />
      )}
    </div>
  );
}

interface NewRecordProps {
  kind: AnyKind;
  from: AnyKind | undefined;
  bases: AnyRecord[];
  draftName: string;
}

// When the service changes, these fields are cleared, since their choices belong to the service.
const ofService = new Set(['priority', 'type', 'category', 'member']);

function NewRecord({ kind, from, bases, draftName }: NewRecordProps) {
  const { desk } = useApi();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const router = useRouter();
  const [first] = bases;
  const raise = kind.raises.find((one) => one.from === from?.name);
  const show = useCacheResponse<AnyRecord>(kind.name);
  const invalidate = useInvalidate(kind.name);
  const copies: Fields<AnyRecord> = Object.fromEntries(
    Object.entries(first && raise ? raise.copies : {}).map(([name, label]) => [
      name,
      field('flag', `Copy: ${label}`, () => undefined),
    ]),
  );
  const fields = { ...provided(pick(kind.fields, kind.createFields)), ...kind.createTexts, ...copies };
  const unlinked = raise?.field === undefined ? bases : bases.slice(1);

  const form = useCreateForm<AnyRecord>({
    name: draftName,
    fields,
    scope: scopeOf(kind),
    start: first && from ? { ...startOf(from, fields, first), ...mapValues(copies, true) } : {},
    send: (input) => resourceAt<AnyRecord>(desk, kind.name).create(input),
    requestOf: (_, filled) => ({
      ...filled,
      ...(first && raise?.field !== undefined && { [raise.field]: String(first.id) }),
    }),
    find: async (sent) => findCreated(desk, kind, sent, me?.id ?? (await fetchMe(desk)).id),
    showFound: (record) => (
      <Link to="/$kind/$id" params={{ kind: kind.name, id: String(record.id) }}>
        {`${kind.singular} #${record.id}, created ${formatTimestamp(record.created_at)}`}
      </Link>
    ),
    onSaved: async (record, isOpen) => {
      show(record, record.id);
      const failures = from ? await linkAll(record, unlinked, from) : [];
      await invalidate();
      if (isOpen) await navigate({ to: '/$kind/$id', params: { kind: kind.name, id: String(record.id) } });
      if (failures.length > 0) {
        notifications.show({ color: 'red', autoClose: false, message: failures.join(' ') });
      }
    },
    announce: (record) => `${recordName(kind, record)} created`,
  });

  /** Links the new record, and returns a message for each link that failed. */
  async function linkAll(record: AnyRecord, others: AnyRecord[], of: AnyKind): Promise<string[]> {
    const results = await Promise.allSettled(
      others.map((other) => link(desk, kind, record.id, { kind: of, id: other.id })),
    );
    return results.flatMap((result, at) =>
      result.status === 'fulfilled'
        ? []
        : [`Not linked with ${recordName(of, others[at] as AnyRecord)}: ${describeError(result.reason)}`],
    );
  }

  return (
    <div className={classes.form}>
      {from && first && (
        <p className={classes.from}>
          {'Raised from '}
          {bases.map((base, at) => (
            <span key={String(base.id)}>
              {at > 0 && ', '}
              <Link to="/$kind/$id" params={{ kind: from.name, id: String(base.id) }}>
                {`${recordName(from, base)} ${base.title}`}
              </Link>
            </span>
          ))}
        </p>
      )}
      <EntityForm
        form={form}
        action={`Create ${kind.singular}`}
        close={() => {
          if (router.history.canGoBack()) router.history.back();
          else void navigate({ to: '/$kind', params: { kind: kind.name } });
        }}
        onChange={(name, value) => {
          if (fields[name]?.type !== 'service') return false;
          const { getValues, setValues } = form.draft.form;
          const others = Object.fromEntries(
            Object.entries(fields).filter(([, other]) => ofService.has(other.type)),
          );
          setValues({ ...getValues(), ...valuesOf(others), [name]: value });
          return true;
        }}
      />
    </div>
  );
}

/** Labels the blank of fields that the service has a default for, and removes hints about changing a value. */
function provided(fields: Fields<AnyRecord>): Fields<AnyRecord> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { hint: _, ...known }]) => [
      name,
      { ...(ofService.has(known.type) && { blank: 'Service default' }), ...known },
    ]),
  );
}

function mapValues(fields: object, value: boolean): Partial<FormValues> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, value]));
}

/** The initial values of a record that is raised from another. */
function startOf(from: AnyKind, fields: Fields<AnyRecord>, base: AnyRecord): Partial<FormValues> {
  const shared = pick(
    from.fields,
    Object.keys(fields).filter((name) => from.fields[name]?.type === fields[name]?.type),
  );
  const { assigned_user_id: _, type_id: __, ...values } = valuesOf(shared, base);
  return values;
}
