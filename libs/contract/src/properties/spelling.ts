import { type OperationId, operationTable } from '@service-desk/client';
import { operationNamed, queryOf } from '#description/operations';
import { readingsOf } from '#description/resources';
import { authorizationOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import type { Resource } from './model.ts';
import { isPlain, type Subject } from './pools.ts';
import type { Answer, Ids } from './session.ts';
import { isSame } from './values.ts';
import { expectFailure } from './wire.ts';
import { textFieldOf } from './writing.ts';

const FORMS = ['xml', 'form', 'query'] as const;

/** Checks that fields sent in XML, in a form or in the query have the same effect as in JSON. */
export async function spellingOfWrites(check: Check, resource: Resource): Promise<void> {
  const { session, pools } = check;
  const { create, get, update, delete: remove } = resource.verbs;
  if (!create || !get) return;
  const reference = await pools.create(resource, await pools.fullBody(resource, 1));
  if (!reference) return;
  const fields = resource.create
    .filter(({ name }) => name in reference.body && name !== 'external_email')
    .flatMap(({ name }) => readingsOf(resource, name));
  const field = textFieldOf(resource) ?? resource.update.find(({ name }) => name === 'external_email');
  for (const as of FORMS) {
    // Forms cannot express an empty list or a list of one object.
    const subject = await pools.create(resource, await pools.fullBody(resource, 1), as);
    if (!subject) return;
    const { made, ids } = subject;
    const read = await session.call(get, ids);
    const lines = made.ok ? differences(reference.made.thing, read.thing, fields) : made.errors;
    const name = as === 'xml' ? 'writtenInXml' : 'writtenInForm';
    check.expect(made.ok && lines.length === 0, name, `${create} as ${as}`, made, lines, as);
    if (update && field) {
      const isEmail = field.name === 'external_email';
      const text = isEmail ? `${as}+žoë@example.com` : `${as} & <another> "${'é日'}"`;
      const answer = await session.call(update, ids, { as, body: { [field.name]: text } });
      const { thing } = await session.call(get, ids);
      const others = differences({ [field.name]: text }, thing, [field.name]);
      check.expectNone('writtenInForm', `${update} as ${as}`, answer, others, as);
    }
    if (remove) await session.call(remove, ids);
  }
  if (remove) await session.call(remove, reference.ids);
}

/** Checks each accepted form of the Authorization header. */
export async function spellingOfCallers({ session, ...check }: Check, token: string): Promise<void> {
  const expected = await session.call('users.current');
  const pairs = [`:${token}`, `anyone at all:${token}`, `x:${token}\n`, `x: ${token} `];
  for (const authorization of pairs.map((pair) => `Basic ${btoa(pair)}`)) {
    const answer = await session.call('users.current', [], { authorization });
    const line = `expected the caller of ${authorizationOf('$TOKEN')}`;
    const isCaller = isSame(answer.thing.id, expected.thing.id);
    check.expect(isCaller, 'token', 'users.current Authorization', answer, [line]);
  }
}

const DATES: readonly (readonly string[])[] = [
  ['2011-02-10 15:37', '2011-02-10T15:37:00', '10 Feb 2011, 15:37'],
  ['2011-02-10', '2011-02-10 00:00', '10 Feb 2011'],
];

/** Checks that all notations of a date without an offset give one time. Which one depends on the account's time zone. */
export async function spellingOfDates(check: Check, { resource, ids }: Subject): Promise<void> {
  const { update, get } = resource.verbs;
  if (!update || !get) return;
  for (const field of resource.update) {
    const [reading] = readingsOf(resource, field.name);
    if (!reading || field.kind !== 'DateInput' || !isPlain(resource, field)) continue;
    for (const forms of DATES) {
      const seen: string[] = [];
      for (const form of forms) {
        const answer = await check.session.call(update, ids, { body: { [field.name]: form } });
        seen.push(answer.ok ? String(answer.thing[reading]) : answer.errors.join());
        const line = `${forms.slice(0, seen.length)}: received ${seen}`;
        check.expect(new Set(seen).size === 1, 'formsOfDate', `${update} ${field.name}`, answer, [line]);
      }
    }
  }
}

/** Checks that `note_type` in the query takes precedence over the kind of note in the address. */
export async function noteTypes(check: Check, resource: Resource): Promise<void> {
  const { session, model, bundle } = check;
  const { create, get, update, delete: remove } = resource.verbs;
  if (!create || !get || !update || !remove || !queryOf(operationNamed(bundle, get)).has('note_type')) return;
  const home = await check.pools.home(resource);
  const isOther = ({ parent, name, read }: Resource) =>
    parent === resource.parent && name !== resource.name && 'note' in read;
  const other = model.find(isOther) ?? resource;
  const place = other.verbs.get as OperationId;
  const noteType = String(operationTable[place].key);
  const expectNote = async (at: OperationId, answer: Answer, note: string, ids: Ids) => {
    const read = await session.call(place, ids);
    const line = `note: expected ${note} by ${place}, received ${read.thing.note ?? read.errors}`;
    const isRight = answer.ok && read.thing.note === note;
    check.expect(isRight, 'noteType', `${at} note_type`, answer, [line]);
  };
  if (!home) return;
  const plain = [...home, (await session.call(create, home, { body: { note: 'One.' } })).thing.id];
  for (const operation of [create, get, update, remove]) {
    const body = (operation === create || operation === update) && { body: { note: 'Another.' } };
    const options = { query: { note_type: 'poem' }, ...body };
    const answer = await session.call(operation, operation === create ? home : plain, options);
    const text = 'note_type is not included in the list';
    expectFailure(check, 'wrongNoteType', `${operation} note_type`, answer, text);
  }
  const left = await session.call(remove, plain);
  check.expect(left.thing.note === 'One.', 'refusedNote', remove, left, left.errors);
  for (const query of [{ note_type: noteType }, { note_type: `${noteType}s` }]) {
    const made = await session.call(create, home, { query, body: { note: 'One.' } });
    const ids = [...home, made.thing.id];
    await expectNote(create, made, 'One.', ids);
    await expectNote(get, await session.call(get, ids, { query }), 'One.', ids);
    await expectNote(update, await session.call(update, ids, { query, body: { note: 'Two.' } }), 'Two.', ids);
    const noun = String(operationTable[get].key).replaceAll('_', ' ');
    for (const operation of other === resource ? [] : [get, remove]) {
      const answer = await session.call(operation, ids);
      expectFailure(check, 'noteOfAnother', operation, answer, `no ${noun} found`);
    }
    const gone = await session.call(remove, ids, { query });
    check.expect(gone.ok, 'noteType', `${remove} note_type`, gone);
  }
}
