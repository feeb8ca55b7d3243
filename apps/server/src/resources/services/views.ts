import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import {
  type CategoryRow,
  type PriorityRow,
  partsOfServices,
  type ServiceRow,
  type TypeRow,
} from './rows.ts';

/** Services with their priorities, types and categories. */
export async function serviceViews(context: ReadContext, rows: ServiceRow[]): Promise<Schemas['Service'][]> {
  const { priorities, types, categories } = await partsOfServices(
    context,
    rows.map(({ id }) => id),
  );
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

/** A service as records name it. */
export function serviceRef(service: ServiceRow): Schemas['ServiceRef'] {
  return {
    id: service.id,
    name: service.name,
    service_link: `${LINKS}/services/${service.id}`,
    avatar: serviceAvatar(service),
  };
}

/** The link to a service's picture, or null. */
export function serviceAvatar({ avatar_id }: ServiceRow): Schemas['ServiceAvatar'] {
  return avatar_id === null ? null : { avatar_link: `${LINKS}/avatars/${avatar_id}` };
}

/** A priority as records and services show it. */
export function priorityView(service: ServiceRow, priority: PriorityRow): Schemas['Priority'] {
  return {
    id: priority.id,
    level: priority.level,
    description: priority.description,
    service_priority_link: `${LINKS}/services/${service.slug}/service_priorities/${priority.id}`,
  };
}

/** A type as records and services show it. */
export function typeView(service: ServiceRow, type: TypeRow): Schemas['ActivityType'] {
  return {
    id: type.id,
    name: type.name,
    service_activity_type_link: `${LINKS}/services/${service.slug}/service_activity_types/${type.id}`,
  };
}

/** A category as records and services show it. */
export function categoryView({ id, name }: CategoryRow): Schemas['Category'] {
  return { id, name };
}
