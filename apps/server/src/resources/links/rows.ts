import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { CallError, notFound } from '../../calls/faults.ts';
import { isGiven } from '../../rules/values.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Id, LinksTable, RecordType } from '../../store/schema.ts';
import { findRecord, visibleIds } from '../records/rows.ts';

/** One end of a link. */
export interface End {
  type: RecordType;
  id: Id;
}

type LinkRow = Pick<Selectable<LinksTable>, 'to_type' | 'to_id'>;

/** Links two records, as both ends see it. Linking twice changes nothing. */
export async function linkRecords({ db }: WriteContext, a: End, b: End): Promise<void> {
  const { last } = await db
    .from('links')
    .select((eb) => eb.fn.max('position').as('last'))
    .where((eb) => eb.or([a, b].map((end) => eb.and({ from_type: end.type, from_id: end.id }))))
    .executeTakeFirstOrThrow();
  const position = (last ?? 0) + 1;
  await db
    .insert(
      'links',
      bothWays(a, b).map(([from, to]) => ({
        from_type: from.type,
        from_id: from.id,
        to_type: to.type,
        to_id: to.id,
        position,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Which records a call names, by the field that names them. */
export type LinkInput = { [Type in RecordType as `${Type}_id`]?: Id | null };

/** The fields of a call that link, in the order of the guide's table. */
const FIELDS: readonly [field: keyof LinkInput, type: RecordType][] = [
  ['incident_id', 'incident'],
  ['change_id', 'change'],
  ['problem_id', 'problem'],
  ['release_id', 'release'],
];

/**
 * Links a record to each that the call names, or to none of them when one cannot be linked. What is wrong is said in
 * the context's faults; what is linked already stays as it is.
 *
 * @throws CallError when the record itself is not there, or the call names none
 */
export async function linkNamed(context: WriteContext, from: End, input: LinkInput): Promise<void> {
  await findEnd(context, from);
  const ends = FIELDS.flatMap(([field, type]) => {
    const id = input[field];
    return isGiven(id) ? [{ field, to: { type, id } }] : [];
  });
  if (ends.length === 0) {
    context.faults.throwIfAny();
    throw new CallError('incident_id, change_id, problem_id or release_id must be specified for this call');
  }
  for (const { field, to } of ends) await checkLink(context, from, to, field);
  context.faults.throwIfAny();
  for (const { to } of ends) await linkRecords(context, from, to);
}

/**
 * Takes a link away, from both its ends.
 *
 * @throws CallError when the record is not there, or is not linked so as far as the caller sees
 */
export async function unlinkRecords(context: WriteContext, from: End, to: End): Promise<void> {
  await findLink(context, from, to);
  const { db } = context;
  for (const [here, there] of bothWays(from, to)) {
    await db
      .remove('links')
      .where('from_type', '=', here.type)
      .where('from_id', '=', here.id)
      .where('to_type', '=', there.type)
      .where('to_id', '=', there.id)
      .execute();
  }
}

/**
 * Looks for a link that the caller sees.
 *
 * @throws CallError when the record is not there, or is not linked so
 */
export async function findLink(context: ReadContext, from: End, to: End): Promise<void> {
  await findEnd(context, from);
  const seen = await seenOf(context, to.type, await linksFrom(context, from));
  if (!seen.includes(to.id)) throw notFound('link');
}

/**
 * Looks for a record that links are about.
 *
 * @throws CallError when there is none that the caller sees
 */
export async function findEnd(context: ReadContext, { type, id }: End): Promise<void> {
  await findRecord(context, type, id);
}

async function checkLink(context: ReadContext, from: End, to: End, field: keyof LinkInput): Promise<void> {
  const { faults } = context;
  const types = [from.type, to.type];
  if (types.includes('problem') && types.includes('release')) {
    faults.say(field, "problems can't be linked to releases");
    return;
  }
  if (from.type === to.type && from.id === to.id) {
    faults.say(field, "a record can't be linked to itself");
    return;
  }
  const seen = (await visibleIds(context, to.type, [to.id])).size > 0;
  if (!seen) faults.notFound(field, to.type);
}

/** A link is two rows, one seen from each end. */
function bothWays(from: End, to: End): [End, End][] {
  return [
    [from, to],
    [to, from],
  ];
}

/** The other ends of a record's links, in order of linking. */
export function linksFrom({ db }: ReadContext, { type, id }: End): Promise<LinkRow[]> {
  return endsOf(db, { type, id });
}

const endsOf = preparedRows((db, { type, id }: { type: RecordType; id: Id }) =>
  db
    .from('links')
    .select(['to_type', 'to_id'])
    .where('from_type', '=', type)
    .where('from_id', '=', id)
    .orderBy('position')
    .orderBy('to_id'),
);

/** The records of one type among the ends of links, as far as the caller sees them. */
export async function seenOf(context: ReadContext, type: RecordType, links: LinkRow[]): Promise<Id[]> {
  const ids = links.filter(({ to_type }) => to_type === type).map(({ to_id }) => to_id);
  const seen = await visibleIds(context, type, ids);
  return ids.filter((id) => seen.has(id));
}
