import type { OperationId } from '@service-desk/client';
import type { Resource as DescribedResource } from '#description/resources';

export type { Field, NamedLife as Life } from '#description/resources';

/** A resource of v1: its operations, and the fields that they accept and return. */
export type Resource = DescribedResource<OperationId>;
