import type { Call, Handlers } from '../../calls/call.ts';
import { found } from '../../calls/faults.ts';
import { pageOf, totals } from '../../calls/pagination.ts';
import { listConfigItems } from '../config-items/rows.ts';
import { configItemSummaries } from '../config-items/views.ts';
import {
  type ConfigTypeRow,
  childTypes,
  findConfigType,
  findRootType,
  relationshipTypesByName,
} from './rows.ts';
import { configRelationshipTypeView, configTypeRef } from './views.ts';

export const configTypes: Handlers<'configTypes.list' | 'configTypes.get' | 'configRelationshipTypes.list'> =
  {
    'configTypes.list': async (call) => contentsOf(call, await findRootType(call)),

    'configTypes.get': async (call) => contentsOf(call, await findConfigType(call, call.ids.id)),

    async 'configRelationshipTypes.list'(call) {
      call.faults.throwIfAny();
      const page = pageOf(call.query);
      const { count, rows } = await relationshipTypesByName(call, page);
      return {
        ...totals(count, page.limit),
        config_relationship_types: rows.map(configRelationshipTypeView),
      };
    },
  };

/** A config type with a page of its items and all of its child types. */
async function contentsOf(
  call: Call<'configTypes.list' | 'configTypes.get'>,
  sought: ConfigTypeRow | undefined,
) {
  const type = found(sought, 'config type');
  call.faults.throwIfAny();
  const page = pageOf(call.query);
  const [{ count, rows: items }, types] = await Promise.all([
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
