import { type OperationId, operationTable } from '@service-desk/client';
import { isOfLife, missingText } from '#description/resources';
import { entriesOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import type { Field, Resource } from './model.ts';
import type { Subject } from './pools.ts';
import type { Ids, Thing } from './session.ts';
import { wrongValuesOf } from './values.ts';
import { expectFailure, lackOf, MISSING } from './wire.ts';
import { knownFields, readOf } from './writing.ts';

/** Checks that an invalid value is refused with its text, and that a valid field next to it is not written either. */
export async function refusalOfUpdate(check: Check, subject: Subject): Promise<void> {
  const { resource, ids } = subject;
  const operation = resource.verbs.update;
  if (!operation) return;
  const before = (await readOf(check, subject)).thing;
  for (const field of resource.update) {
    const right = besideOf(resource, field, before);
    for (const { send, text } of wrongOf(field)) {
      const answer = await check.session.call(operation, ids, { body: { ...right, [field.name]: send } });
      const texts = textsOf(resource, field, text);
      expectFailure(check, 'wrongValue', `${operation} ${field.name}`, answer, texts, field.kind);
    }
  }
  await unwrapped(check, operation, ids, besideOf(resource, { name: '' } as Field, before));
  const read = await readOf(check, subject);
  const lines = differences(before, read.thing, knownFields(resource));
  check.expectNone('refusedUpdate', operation, read, lines);
}

/** Checks that a create with a missing or invalid field is refused and creates nothing. */
export async function refusalOfCreate(check: Check, resource: Resource): Promise<void> {
  const operation = resource.verbs.create;
  const home = operation && (await check.pools.home(resource));
  if (!operation || !home) return;
  const full = await check.pools.fullBody(resource, 0);
  const before = await idsListed(check, resource, home, full);
  const refused = async (name: string, body: Thing, text: string | readonly string[]) => {
    const answer = await check.session.call(operation, home, { body });
    expectFailure(check, 'wrongCreate', `${operation} ${name}`, answer, text);
  };
  // A watch has one of two fields.
  const texts = resource.mandatory.map((name) => missingText(resource, name));
  if (texts.length > 1) await refused('all fields', {}, texts);
  for (const name of resource.mandatory) {
    const text = missingText(resource, name);
    const { [name]: _, ...without } = full;
    // An external address can watch instead of a user.
    const { external_email, ...rest } = full;
    const isWatch = name === 'watched_by';
    await refused(name, external_email && isWatch ? {} : without, text);
    if (name === 'release_status') continue;
    for (const blank of ['', null, ' \u00a0 ']) {
      if (blank?.trim() === '' && blank !== '' && /_id$|_by$/.test(name)) continue;
      await refused(name, { ...(isWatch ? rest : full), [name]: blank }, text);
    }
  }
  for (const field of resource.create) {
    const { name } = field;
    const others = name === 'watched_by' ? { ...full, external_email: undefined } : full;
    for (const { send, text } of wrongOf(field).slice(0, 2))
      await refused(name, { ...others, [name]: send }, textsOf(resource, field, text));
  }
  await unwrapped(check, operation, home, full);
  const after = await idsListed(check, resource, home, full);
  const more = after.filter((id) => !before.includes(id));
  if (more.length === 0) return;
  const answer = await check.session.call(operation, home, { body: {} });
  check.expectNone('refusedCreate', operation, answer, [`created: ${more}`]);
}

/** Checks that fields outside their wrapper are not accepted. */
async function unwrapped(check: Check, operation: OperationId, ids: Ids, fields: Thing): Promise<void> {
  const { wrapper } = operationTable[operation];
  if (!wrapper || wrapper in fields) return;
  const answer = await check.session.call(operation, ids, { text: JSON.stringify(fields) });
  expectFailure(check, 'unwrapped', operation, answer, lackOf(wrapper));
}

/** Invalid values of a field, with the texts that refuse them. */
function wrongOf(field: Field): readonly { send: unknown; text: string }[] {
  const { name, kind, names } = field;
  if (kind === 'ConfigTypeFieldsInput')
    return [{ send: { 'no such field': 'x' }, text: 'no such field is not a field of this config type' }];
  if (kind !== 'IdInput' && kind !== 'GivenId' && name !== 'watched_by') return wrongValuesOf(field);
  const noun = names === 'record' ? name.replace('_id', '') : names?.replaceAll('_', ' ');
  return [MISSING, 99999999, 0].map((send) => ({ send, text: `no ${noun} found` }));
}

/** The texts for an invalid value of a field. Fields that close a record together are missing beside it. */
function textsOf({ life }: Resource, { name }: Field, text: string): string[] {
  const together = Object.values(life?.dates ?? {}).flatMap(({ with: group = [] }) => group);
  if (!together.includes(name)) return [text];
  return together.map((each) => (each === name ? text : `${each} can't be blank`));
}

/** Another field with a new value, which must not be written if the field next to it is refused. */
function besideOf(resource: Resource, field: Field, before: Thing): Thing {
  const other = resource.update.find(
    (each) =>
      each.name !== field.name &&
      !isOfLife(resource, each) &&
      /Text$/.test(each.kind) &&
      typeof before[each.name] === 'string',
  );
  return other ? { [other.name]: `${String(before[other.name]).slice(0, 100)} and more` } : {};
}

/** The entries of a list that this run created, recognized by its mark if others share the list. */
async function idsListed(
  { session, pools }: Check,
  { verbs, name }: Resource,
  home: Ids,
  { config_type_id: type }: Thing,
): Promise<string[]> {
  // Config items are listed by their type.
  const [list, ids] = type === undefined ? [verbs.list, home] : (['configTypes.get', [type]] as const);
  if (!list) return [];
  const query = { limit: 100, ...(name === 'incidents' && { order: 'created_at' }) };
  const { value, thing } = await session.call(list, ids, { query });
  const isShared = type !== undefined || operationTable[list].list === 'paged';
  return entriesOf(thing.config_items ?? value)
    .filter((each) => !isShared || JSON.stringify(each).includes(pools.mark))
    .map(({ id }) => String(id));
}
