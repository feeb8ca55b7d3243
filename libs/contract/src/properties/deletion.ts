import { operationTable } from '@service-desk/client';
import { entriesOf } from '../v1/calls.ts';
import { type Check, differences, type FaultName } from './check.ts';
import type { Subject } from './pools.ts';
import type { Ids, Thing } from './session.ts';
import { valuesOf } from './values.ts';
import { expectFailure, nounOf } from './wire.ts';
import { knownFields, readOf, textFieldOf } from './writing.ts';

/**
 * Checks that a delete returns the last state, that the resource is no longer found or listed, that others stay, and that
 * an equal create makes a new one.
 */
export async function deletion(
  check: Check,
  subject: Subject,
  neighbour: Subject,
  others: readonly Subject[],
): Promise<void> {
  const { resource, ids } = subject;
  const { create, delete: remove, get, update: change, list } = resource.verbs;
  if (!remove || !get) return;
  const text = textFieldOf(resource);
  const values = text ? valuesOf(text).map(({ send }) => String(send)) : [];
  // Some providers cut a long text in the response of a delete.
  const longest = values.toSorted((a, b) => a.length - b.length).at(-1);
  if (change && text) await check.session.call(change, ids, { body: { [text.name]: longest } });
  const before = (await readOf(check, subject)).thing;
  const beside = (await readOf(check, neighbour)).thing;
  const noun = String(operationTable[get].key).toLowerCase().replaceAll('_', ' ');
  const operations = [get, change, remove].filter((each) => each !== undefined);
  const lookWhetherGone = async (name: FaultName, at: Ids) => {
    // The first id of the address that does not belong to the one before it.
    const level = at.findIndex((id, index) => id === ids[index] && at[index - 1] !== ids[index - 1]);
    const isAbove = level > 0 && level < ids.length - 1;
    for (const operation of [...operations, ...(isAbove && list ? [list] : [])]) {
      const what = isAbove ? nounOf(operation, level) : noun;
      const body = operation === change ? { body: { note: 'x', external_email: 'a@example.com' } } : {};
      const answer = await check.session.call(operation, operation === list ? at.slice(0, -1) : at, body);
      expectFailure(check, name, operation, answer, `no ${what} found`);
    }
  };
  for (const address of astrayOf(subject, others)) await lookWhetherGone('partOfAnother', address);
  const answer = await check.session.call(remove, ids);
  const lines = differences(before, answer.thing, knownFields(resource));
  check.expect(answer.ok && lines.length === 0, 'deletedAnswer', remove, answer, lines);
  await lookWhetherGone('deletedThing', ids);
  await latestNote(check, subject);
  const left = await readOf(check, neighbour);
  const strayed = differences(beside, left.thing, knownFields(resource));
  check.expectNone('besideDeletion', remove, left, strayed);
  const above = ids.slice(0, -1);
  if (create) {
    const again = await check.session.call(create, above, { body: subject.body });
    const isNew = again.ok && String(again.thing.id) !== String(ids.at(-1));
    check.expect(isNew, 'deletedAgain', create, again, again.errors);
    if (again.ok) await check.session.call(remove, [...above, again.thing.id]);
  }
  if (!list) return;
  const listed = await check.session.call(list, above, { query: { limit: 100 } });
  const isListed = JSON.stringify(listed.value).includes(`"id":${ids.at(-1)},`);
  check.expect(!isListed, 'deletedListed', list, listed);
}

/** Checks that latest_note of an incident is its newest remaining note, or none. */
async function latestNote({ session, ...check }: Check, { resource, ids }: Subject): Promise<void> {
  if (resource.parent !== 'incidents' || !('note' in resource.read)) return;
  const answer = await session.call('incidents.get', ids.slice(0, 1));
  const notes = ['symptoms', 'resolutions', 'comments'].flatMap((name) => entriesOf(answer.thing[name]));
  const newest = notes.reduce((most, { id }) => Math.max(most, Number(id)), 0);
  const latest = answer.thing.latest_note as Thing | null;
  const place = `${resource.verbs.delete} latest_note`;
  const line = `latest_note: expected ${newest || 'none'}, received ${latest?.id}`;
  check.expect(Number(latest?.id ?? 0) === newest, 'latestNote', place, answer, [line]);
}

/** Addresses at which a part must not be found: under another parent, and under another top-level resource. */
function astrayOf({ resource, ids }: Subject, others: readonly Subject[]): Ids[] {
  const idsOf = (name: string | undefined) => others.find((each) => each.resource.name === name)?.ids ?? [];
  const addresses = [
    [...idsOf(resource.parent), ids.at(-1)],
    [...idsOf(resource.name.split('.')[0]), ...ids.slice(1)],
  ];
  return addresses.filter(
    (each) => ids.length > 1 && each.length === ids.length && String(each) !== String(ids),
  );
}
