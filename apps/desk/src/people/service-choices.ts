import type { Priority, Service } from '@service-desk/client';
import { priorityLabel } from '../format.ts';

export interface Choice {
  value: string;
  label: string;
}

/**
 * The priorities to choose from. Each type of record has its own set and v1 does not say which is whose, so what reads
 * the same is offered once: as the one that is chosen already, else as the first.
 */
export function priorityChoices(
  service: Pick<Service, 'service_priorities'> | undefined,
  current?: Priority | null,
): Choice[] {
  const listed = (service?.service_priorities ?? []).map((item) => item.service_priority);
  const choices = new Map<string, Choice>();
  for (const priority of [...(current ? [current] : []), ...listed]) {
    const label = priorityLabel(priority);
    if (!choices.has(label)) choices.set(label, { value: String(priority.id), label });
  }
  return [...choices.values()].sort((a, b) => Number.parseInt(a.label, 10) - Number.parseInt(b.label, 10));
}

/** The types that an incident of the service may have. */
export function typeChoices(service: Pick<Service, 'incident_types'> | undefined): Choice[] {
  return (service?.incident_types ?? []).map(({ incident_type: type }) => ({
    value: String(type.id),
    label: type.name,
  }));
}

export function categoryChoices(service: Pick<Service, 'beetil_categories'> | undefined): Choice[] {
  return (service?.beetil_categories ?? []).map(({ beetil_category: category }) => ({
    value: String(category.id),
    label: category.name,
  }));
}

/** Choices with somebody's present choice among them, although no list may name it. */
export function withCurrent(
  choices: Choice[],
  current: { id: number | string; name: string } | null,
): Choice[] {
  if (!current || choices.some((choice) => choice.value === String(current.id))) return choices;
  return [{ value: String(current.id), label: current.name }, ...choices];
}
