import type { Schemas } from '../generated/types.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { type Context, LINKS } from './context.ts';
import { isKnownRecordType, recordTables } from './records.ts';
import { visibleServices } from './services.ts';

/** One end of a link. */
interface End {
  type: RecordType;
  id: Id;
}

/** The four lists of links that every record has. */
export interface LinkLists {
  incidents: Schemas['IncidentLink'][];
  problems: Schemas['ProblemLink'][];
  changes: Schemas['ChangeLink'][];
  releases: Schemas['ReleaseLink'][];
}

/** What a record is linked to, as the record and its list of links show it: all that the caller sees. */
export async function linkLists(context: Context, from: End): Promise<LinkLists> {
  const ends = async (type: RecordType) =>
    (await linkedIds(context, from, type)).map((id) => ({ id, link: linkOf(from, { type, id }) }));
  const [incidents, problems, changes, releases] = await Promise.all([
    ends('incident'),
    ends('problem'),
    ends('change'),
    ends('release'),
  ]);
  return {
    incidents: incidents.map(({ id, link }) => ({ incident_id: id, incident_link: link })),
    problems: problems.map(({ id, link }) => ({ problem_id: id, problem_link: link })),
    changes: changes.map(({ id, link }) => ({ change_id: id, change_link: link })),
    releases: releases.map(({ id, link }) => ({ release_id: id, release_link: link })),
  };
}

/** Links two records, as both ends see it. Linking twice changes nothing. */
export async function linkRecords({ db, caller }: Context, a: End, b: End): Promise<void> {
  const { last } = await db
    .selectFrom('links')
    .select((eb) => eb.fn.max('position').as('last'))
    .where('account_id', '=', caller.account)
    .where((eb) => eb.or([a, b].map((end) => eb.and({ from_type: end.type, from_id: end.id }))))
    .executeTakeFirstOrThrow();
  const position = (last ?? 0) + 1;
  const row = (from: End, to: End) => ({
    account_id: caller.account,
    from_type: from.type,
    from_id: from.id,
    to_type: to.type,
    to_id: to.id,
    position,
  });
  await db
    .insertInto('links')
    .values([row(a, b), row(b, a)])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The records of one type that a record is linked to and that the caller sees, in order of linking. */
async function linkedIds(context: Context, from: End, type: RecordType): Promise<Id[]> {
  if (!isKnownRecordType(type)) return [];
  const { db, caller } = context;
  const visible = await visibleServices(context);
  const rows = await db
    .selectFrom('links')
    .select('to_id')
    .where('account_id', '=', caller.account)
    .where('from_type', '=', from.type)
    .where('from_id', '=', from.id)
    .where('to_type', '=', type)
    .orderBy('position')
    .orderBy('to_id')
    .execute();
  const ids = rows.map(({ to_id }) => to_id);
  if (!visible || ids.length === 0) return ids;
  const seen = await db
    .selectFrom(recordTables[type] as 'incidents')
    .select('id')
    .where('account_id', '=', caller.account)
    .where('id', 'in', ids)
    .where('service_id', 'in', visible)
    .execute();
  const seenIds = new Set(seen.map(({ id }) => id));
  return ids.filter((id) => seenIds.has(id));
}

/** The path of a link, which names both of its ends. */
function linkOf(from: End, to: End): string {
  return `${LINKS}/links/${from.type}s/${from.id}/${to.type}s/${to.id}`;
}
