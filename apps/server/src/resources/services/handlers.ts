import type { Handlers } from '../../calls/call.ts';
import { found } from '../../calls/faults.ts';
import type { Schemas } from '../../generated/types.ts';
import { findPriority, findService, findType, listVisibleServices } from './rows.ts';
import { priorityView, serviceViews, typeView } from './views.ts';

export const services: Handlers<
  'services.list' | 'services.get' | 'services.servicePriorities.get' | 'services.serviceActivityTypes.get'
> = {
  async 'services.list'(call) {
    return { services: await serviceViews(call, await listVisibleServices(call)) };
  },

  async 'services.get'(call) {
    const service = found(await findService(call, call.ids.id), 'service');
    const [view] = await serviceViews(call, [service]);
    return { service: view as Schemas['Service'] };
  },

  async 'services.servicePriorities.get'(call) {
    const service = found(await findService(call, call.ids.service_id), 'service');
    const priority = found(await findPriority(call, service.id, call.ids.id), 'priority');
    return { service_priority: priorityView(service, priority) };
  },

  async 'services.serviceActivityTypes.get'(call) {
    const service = found(await findService(call, call.ids.service_id), 'service');
    const type = found(await findType(call, service.id, call.ids.id), 'type');
    return { service_activity_type: typeView(service, type) };
  },
};
