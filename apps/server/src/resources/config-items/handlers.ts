import type { Call, Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import { given, mergedValues } from '../../rules/values.ts';
import { type ConfigTypeRow, fieldsOf, findConfigType } from '../config-types/rows.ts';
import { notifyOfConfigItem } from '../notifications/notifying.ts';
import { checkUser } from '../users/rows.ts';
import { replaceRelationships } from './relationship-rows.ts';
import { checkedRelationships } from './relationships.ts';
import { type ConfigItemRow, findConfigItem, insertConfigItem, saveConfigItem } from './rows.ts';
import { configItemView } from './views.ts';

type ConfigItemInput = Call<'configItems.update'>['body'];

export const configItems: Handlers<'configItems.create' | 'configItems.get' | 'configItems.update'> = {
  async 'configItems.get'(call) {
    return { config_item: await configItemView(call, await findConfigItem(call, call.ids.id)) };
  },

  'configItems.create': (call) =>
    call.write(async (context) => {
      const item = await withInput(context, newConfigItem(context), call.body);
      const relationships = await checkedRelationships(
        context,
        undefined,
        call.body.config_relationships ?? [],
      );
      context.faults.throwIfAny();
      const inserted = await insertConfigItem(context, item);
      await replaceRelationships(context, inserted.id, relationships);
      return { config_item: await configItemView(context, inserted) };
    }),

  'configItems.update': (call) =>
    call.write(async (context) => {
      const before = await findConfigItem(context, call.ids.id);
      const after = await withInput(context, before, call.body);
      const listed = call.body.config_relationships;
      const relationships = listed && (await checkedRelationships(context, before.id, listed));
      context.faults.throwIfAny();
      await saveConfigItem(context, after);
      if (relationships) await replaceRelationships(context, after.id, relationships);
      await notifyOfConfigItem(context, after, call.body);
      return { config_item: await configItemView(context, after) };
    }),
};

/** A config item before the call says anything about it: what is mandatory is still missing. */
function newConfigItem({ caller }: ReadContext): Omit<ConfigItemRow, 'id'> {
  return {
    account_id: caller.account,
    config_type_id: 0,
    name: '',
    description: '',
    owner_id: caller.person,
    config_type_fields: '{}',
    additional_fields: '{}',
  };
}

/** The config item as the call leaves it. What is wrong is said in the context's faults. */
async function withInput<Item extends Omit<ConfigItemRow, 'id'>>(
  context: ReadContext,
  before: Item,
  input: ConfigItemInput,
): Promise<Item> {
  const { faults } = context;
  if (input.name === '') faults.add('name', "can't be blank");
  if (input.owner_id === null) faults.add('owner_id', "can't be blank");
  await checkUser(context, 'owner_id', input.owner_id, before.owner_id);
  const type = await typeAfter(context, before, input);
  return {
    ...before,
    name: input.name ?? before.name,
    description: input.description ?? before.description,
    owner_id: input.owner_id ?? before.owner_id,
    config_type_id: type?.id ?? before.config_type_id,
    config_type_fields: type ? await typeFields(context, before, type, input) : before.config_type_fields,
    additional_fields: mergedValues(before.additional_fields, input.additional_fields),
  };
}

/** The config type that the call names, else the one that the item is of. */
async function typeAfter(
  context: ReadContext,
  { config_type_id }: Pick<ConfigItemRow, 'config_type_id'>,
  input: ConfigItemInput,
): Promise<ConfigTypeRow | undefined> {
  // The fields of another type are not looked for in a type that was not meant.
  if (context.faults.has('config_type_id')) return undefined;
  const id = given(input.config_type_id, config_type_id);
  const type = id === null ? undefined : await findConfigType(context, id);
  if (!type && 'config_type_id' in input) context.faults.notFound('config_type_id', 'config type');
  return type;
}

/** The values of the fields of its config type after the call. An item that moves keeps those that the new type has. */
async function typeFields(
  context: ReadContext,
  before: Omit<ConfigItemRow, 'id'>,
  type: ConfigTypeRow,
  { config_type_fields: values }: ConfigItemInput,
): Promise<string> {
  const moved = type.id !== before.config_type_id;
  if (!values && !moved) return before.config_type_fields;
  const fields = await fieldsOf(context, type.id);
  const stored = JSON.parse(before.config_type_fields) as Record<string, string>;
  for (const [index, [name, value]] of Object.entries(values ?? {}).entries()) {
    // What is sent back as it was read is no change, whatever the type has by now.
    if (!fields.has(name) && stored[name] !== value) {
      context.faults.say('config_type_fields', `${name} is not a field of this config type`, index);
    }
  }
  const merged = mergedValues(before.config_type_fields, values);
  if (!moved) return merged;
  const kept = Object.entries(JSON.parse(merged) as Record<string, string>);
  return JSON.stringify(Object.fromEntries(kept.filter(([name]) => fields.has(name))));
}
