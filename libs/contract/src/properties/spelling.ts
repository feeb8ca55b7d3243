import { authorizationOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import type { Resource } from './model.ts';
import { isPlain, noteListOf, readingsOf } from './pools.ts';
import type { Ask, Thing } from './session.ts';
import { isSame } from './values.ts';

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
    .flatMap(({ name }) => [...readingsOf(resource, name), ...(noteListOf(resource, name) ?? [])])
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
