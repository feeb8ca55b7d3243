import { type OperationId, operationTable } from '@service-desk/client';
import { authorizationOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import { parametersOf, type Resource } from './model.ts';
import { isPlain, readingsOf, type Subject } from './pools.ts';
import type { Answer, Ask, Ids, Thing } from './session.ts';
import { isSame } from './values.ts';
import { lookAtFailure } from './wire.ts';

const FORMS = ['xml', 'form', 'query'] as const;

/** What is written in XML, in a form or in the query is what the same is in JSON. */
export async function spellingOfWrites(check: Check, resource: Resource): Promise<void> {
  const { session, pools } = check;
  const { create, get, update, delete: remove } = resource.verbs;
  const home = await pools.home(resource);
  if (!create || !get || !home) return;
  const body = await pools.fullBody(resource, 1);
  // Two watches of one address would be one.
  const fresh = async () => ({ ...body, ...pick(await pools.fullBody(resource, 1), 'external_email') });
  const make = async (as: Ask['as']) => {
    const sent = await fresh();
    const made = await session.call(create, home, { body: sent, ...(as && { as }) });
    return { made, sent, ids: [...home, made.thing.id] };
  };
  const fields = resource.create
    .filter((each) => each.name in body && isPlain(resource, each) && each.name !== 'external_email')
    .flatMap(({ name }) => readingsOf(resource, name))
    .filter((each) => each in resource.read);
  const reference = await make('json');
  for (const as of FORMS) {
    // An empty list and a list of one object have no form.
    const other = await make(as);
    check.held('spelling', create, as);
    const read = await session.call(get, other.ids);
    const lines = other.made.ok ? differences(reference.made.thing, read.thing, fields) : other.made.errors;
    if (lines.length > 0 || !other.made.ok)
      check.fault(
        'spelling',
        `${create} as ${as}`,
        `what is written as ${as} is another than in JSON`,
        other.made,
        lines,
        as === 'xml' ? 'formats.2' : 'formats.3',
      );
    if (update) {
      const field = resource.update.find(
        ({ name, kind }) => /Text$/.test(kind) && name in resource.read && !/email|users/.test(name),
      );
      if (field) {
        const text = `${as} & <another> "${'é日'}"`;
        const answer = await session.call(update, other.ids, { as, body: { [field.name]: text } });
        const seen = (await session.call(get, other.ids)).thing[field.name];
        check.held('spelling', update, as);
        if (!answer.ok || seen !== text)
          check.fault(
            'spelling',
            `${update} as ${as}`,
            `what is written as ${as} is another than in JSON`,
            answer,
            [`${field.name}: promised ${text}, seen ${seen}`],
            'formats.3',
          );
      }
    }
    if (remove) await session.call(remove, other.ids);
  }
  if (remove) await session.call(remove, reference.ids);
}

/** The token may be shown in more than one way, and the prefix of v1 has several names. */
export async function spellingOfCallers({ session, ...check }: Check, token: string): Promise<void> {
  const promised = await session.call('users.current');
  check.held('spelling', 'users.current', 'Authorization');
  const encoded = (pair: string) => `Basic ${btoa(pair)}`;
  for (const authorization of [
    encoded(`:${token}`),
    encoded(`anyone at all:${token}`),
    encoded(`x:${token}\n`),
    encoded(`x: ${token} `),
  ]) {
    const answer = await session.call('users.current', [], { authorization });
    if (!isSame(answer.thing.id, promised.thing.id))
      check.fault(
        'spelling',
        'users.current',
        'another spelling of the token is refused',
        answer,
        [`of ${authorizationOf('$TOKEN')}`],
        'callers.5',
      );
  }
}

function pick(thing: Thing, name: string): Thing {
  return name in thing ? { [name]: thing[name] } : {};
}

const DATES: readonly (readonly string[])[] = [
  ['2011-02-10 15:37', '2011-02-10T15:37:00', '10 Feb 2011, 15:37'],
  ['2011-02-10', '2011-02-10 00:00', '10 Feb 2011'],
];

/** A date without an offset is one moment, however it is written: which, is the account's to say. */
export async function spellingOfDates(check: Check, { resource, ids }: Subject): Promise<void> {
  const { update, get } = resource.verbs;
  if (!update || !get) return;
  for (const field of resource.update.filter(
    (each) => each.kind === 'DateInput' && isPlain(resource, each),
  )) {
    const [reading] = readingsOf(resource, field.name);
    for (const forms of reading ? DATES : []) {
      const seen: string[] = [];
      for (const form of forms) {
        const answer = await check.session.call(update, ids, { body: { [field.name]: form } });
        seen.push(answer.ok ? String(answer.thing[reading as string]) : answer.errors.join());
        if (new Set(seen).size > 1)
          check.fault(
            'spelling',
            `${update} ${field.name}`,
            'the forms of a date are not one moment',
            answer,
            [`${forms.slice(0, seen.length)}: seen ${seen}`],
            'dates.1',
          );
      }
      check.held('spelling', update, field.name);
    }
  }
}

/** `note_type` in the query wins over the kind of note in the address, in each call of a note. */
export async function noteTypes(check: Check, resource: Resource): Promise<void> {
  const { session, model, bundle } = check;
  const { create, get, update, delete: remove } = resource.verbs;
  if (!create || !get || !update || !remove || !parametersOf(bundle, get).includes('note_type')) return;
  const home = await check.pools.home(resource);
  const other =
    model.find((each) => each.parent === resource.parent && each !== resource && 'note' in each.read) ??
    resource;
  const noteType = operationTable[other.verbs.get as OperationId].key as string;
  const place = other.verbs.get as OperationId;
  const isBy = async (answer: Answer, at: string, note: string, ids: Ids) => {
    const read = await session.call(place, ids);
    check.held('spelling', at as OperationId, 'note_type');
    if (!answer.ok || read.thing.note !== note)
      check.fault(
        'spelling',
        `${at} note_type`,
        'note_type does not win over the address',
        answer,
        [`note: promised ${note} by ${place}, seen ${read.thing.note ?? read.errors}`],
        'notes.1',
      );
  };
  if (!home) return;
  const plain = [...home, (await session.call(create, home, { body: { note: 'One.' } })).thing.id];
  for (const operation of [create, get, update, remove])
    lookAtFailure(
      check,
      `${operation} note_type`,
      await session.call(operation, operation === create ? home : plain, {
        query: { note_type: 'poem' },
        ...((operation === create || operation === update) && { body: { note: 'Another.' } }),
      }),
      ['note_type is not included in the list'],
      'a note_type that is none is not refused by its text',
      'notes.1',
      'refusal',
    );
  const left = await session.call(remove, plain);
  if (left.thing.note !== 'One.')
    check.fault(
      'refusal',
      remove,
      'a note is changed by a call that is refused',
      left,
      left.errors,
      'notes.1',
    );
  for (const query of [{ note_type: noteType }, { note_type: pluralOf(noteType) }]) {
    const made = await session.call(create, home, { query, body: { note: 'One.' } });
    const ids = [...home, made.thing.id];
    await isBy(made, create, 'One.', ids);
    await isBy(await session.call(get, ids, { query }), get, 'One.', ids);
    await isBy(await session.call(update, ids, { query, body: { note: 'Two.' } }), update, 'Two.', ids);
    if (other !== resource)
      for (const operation of [get, remove])
        lookAtFailure(
          check,
          operation,
          await session.call(operation, ids),
          [`no ${nounOf(get)} found`],
          'a note of another kind is found',
          'notes.1',
        );
    const gone = await session.call(remove, ids, { query });
    check.held('spelling', remove, 'note_type');
    if (!gone.ok)
      check.fault(
        'spelling',
        `${remove} note_type`,
        'note_type does not win over the address',
        gone,
        [],
        'notes.1',
      );
  }
}

function nounOf(operation: OperationId): string {
  return String(operationTable[operation].key).replaceAll('_', ' ');
}

function pluralOf(noun: string): string {
  return `${noun}s`;
}
