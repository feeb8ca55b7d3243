import type { Handlers } from '../../calls/call.ts';
import { notFound } from '../../calls/faults.ts';
import type { Schemas } from '../../generated/types.ts';
import { findPriority, findService, findType, visibleServices } from './rows.ts';
import { priorityView, serviceViews, typeView } from './views.ts';

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
