import type { Handlers } from '../../calls/call.ts';
import { LINKS, type ReadContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import type { Schemas } from '../../generated/types.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import {
  categoryView,
  findPriority,
  findService,
  findType,
  priorityView,
  type ServiceRow,
  serviceAvatar,
  typeView,
  visibleServices,
} from './rows.ts';

export const services: Handlers<
  'services.list' | 'services.get' | 'services.servicePriorities.get' | 'services.serviceActivityTypes.get'
> = {
  async 'services.list'(call) {
    const { db } = call;
    const visible = await visibleServices(call);
    let query = db.from('services').selectAll();
    if (visible) query = query.where('id', 'in', visible);
    const rows = await query.orderBy('name_key').orderBy('id').execute();
    return { services: await serviceViews(call, rows) };
  },

  async 'services.get'(call) {
    const service = await findService(call, call.ids.id);
    if (!service) throw notFound('service');
    const [view] = await serviceViews(call, [service]);
    return { service: view as Schemas['Service'] };
  },

  async 'services.servicePriorities.get'(call) {
    const service = await findService(call, call.ids.service_id);
    if (!service) throw notFound('service');
    const priority = await findPriority(call, service.id, call.ids.id);
    if (!priority) throw notFound('priority');
    return { service_priority: priorityView(service, priority) };
  },

  async 'services.serviceActivityTypes.get'(call) {
    const service = await findService(call, call.ids.service_id);
    if (!service) throw notFound('service');
    const type = await findType(call, service.id, call.ids.id);
    if (!type) throw notFound('type');
    return { service_activity_type: typeView(service, type) };
  },
};

async function serviceViews(context: ReadContext, rows: ServiceRow[]): Promise<Schemas['Service'][]> {
  const { db } = context;
  const ids = rows.map(({ id }) => id);
  const [priorities, types, categories] = await Promise.all([
    db
      .from('service_priorities')
      .selectAll()
      .where('service_id', 'in', ids)
      .orderBy('level')
      .orderBy('id')
      .execute(),
    db
      .from('service_activity_types')
      .selectAll()
      .where('service_id', 'in', ids)
      .orderBy('name_key')
      .orderBy('id')
      .execute(),
    db
      .from('categories')
      .selectAll()
      .where('service_id', 'in', ids)
      .orderBy('name_key')
      .orderBy('id')
      .execute(),
  ]);

  return rows.map((service) => {
    const own = <Row extends { service_id: Id }>(all: Row[]) =>
      all.filter((row) => row.service_id === service.id);
    const typesOf = (recordType: RecordType) =>
      own(types)
        .filter((type) => type.record_type === recordType)
        .map((type) => typeView(service, type));
    return {
      id: service.id,
      name: service.name,
      service_link: `${LINKS}/services/${service.id}`,
      avatar: serviceAvatar(service),
      service_priorities: own(priorities).map((priority) => ({
        service_priority: priorityView(service, priority),
      })),
      incident_types: typesOf('incident').map((incident_type) => ({ incident_type })),
      problem_types: typesOf('problem').map((problem_type) => ({ problem_type })),
      change_types: typesOf('change').map((change_type) => ({ change_type })),
      release_types: typesOf('release').map((release_type) => ({ release_type })),
      beetil_categories: own(categories).map((category) => ({ beetil_category: categoryView(category) })),
    };
  });
}
