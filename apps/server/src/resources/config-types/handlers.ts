import type { Call, Handlers } from '../../calls/call.ts';
import { notFound } from '../../calls/faults.ts';
import { pageOf, totals } from '../../calls/pages.ts';
import { countConfigItems, listConfigItems } from '../config-items/rows.ts';
import { configItemSummaries } from '../config-items/views.ts';
import { type ConfigTypeRow, childTypes, findConfigType, findRootType } from './rows.ts';
import { configTypeRef } from './views.ts';

export const configTypes: Handlers<'configTypes.list' | 'configTypes.get' | 'configRelationshipTypes.list'> =
  {
    'configTypes.list': async (call) => contentsOf(call, await findRootType(call)),

    'configTypes.get': async (call) => contentsOf(call, await findConfigType(call, call.ids.id)),

    async 'configRelationshipTypes.list'(call) {
      const { db, faults, query } = call;
      faults.throwIfAny();
      const { limit, offset } = pageOf(query);
      const ofAccount = db.from('config_relationship_types');
      const [{ count }, rows] = await Promise.all([
        ofAccount.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
        ofAccount.selectAll().orderBy('name_key').orderBy('id').limit(limit).offset(offset).execute(),
      ]);
      return {
        ...totals(count, limit),
        config_relationship_types: rows.map((type) => ({
          id: type.id,
          name: type.name,
          primary: type.primary === 1,
          dependency_type: type.dependency_type,
          opposite_config_relationship_type_id: type.opposite_id,
        })),
      };
    },
  };

/** A config type with a page of its items and all of its child types. */
async function contentsOf(
  call: Call<'configTypes.list' | 'configTypes.get'>,
  type: ConfigTypeRow | undefined,
) {
  if (!type) throw notFound('config type');
  call.faults.throwIfAny();
  const page = pageOf(call.query);
  const [count, items, types] = await Promise.all([
    countConfigItems(call, type.id),
    listConfigItems(call, type.id, page),
    childTypes(call, type.id),
  ]);
  return {
    ...totals(count, page.limit),
    config_type: configTypeRef(type),
    config_items: await configItemSummaries(call, items),
    config_types: types.map(configTypeRef),
  };
}
