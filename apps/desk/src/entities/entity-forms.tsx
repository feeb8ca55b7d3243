import type { Id } from '@service-desk/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { EntityForm, useCreateForm, useEditForm } from '../forms/entity-form.tsx';
import { hasSameTexts } from '../forms/fields.ts';
import type { FormValues } from '../forms/three-way-merge.ts';
import {
  type ResourceInput,
  resourceAt,
  useCacheResponse,
  useFetchLatest,
  useInvalidate,
} from '../resource.ts';
import { useApi } from '../session.tsx';
import type { EntityKind } from './entity-kind.ts';

/** Reads and writes a resource. The response of a write is cached, and lists are refetched. */
export function useEntity<Entity extends { id: Id }>({ path, listedIn }: EntityKind<Entity>, id: Id) {
  const { desk } = useApi();
  const show = useCacheResponse<Entity>(path);
  const invalidate = useInvalidate(...listedIn);
  return {
    fetchLatest: useFetchLatest<Entity>(path, id),
    update: (input: ResourceInput) => resourceAt<Entity>(desk, path).update(id, input),
    refresh: (entity: Entity) => {
      show(entity, entity.id);
      return invalidate();
    },
  };
}

interface EditProps<Entity> {
  kind: EntityKind<Entity>;
  entity: Entity;
  close: () => void;
}

export function EditEntity<Entity extends { id: Id }>({ kind, entity, close }: EditProps<Entity>) {
  const { refresh, ...access } = useEntity(kind, entity.id);
  const form = useEditForm<Entity>({
    ...access,
    name: 'edit',
    fields: kind.fields,
    entity,
    onSaved: (now, isOpen) => {
      if (isOpen) close();
      return refresh(now);
    },
    announce: (now) => `${kind.nameOf(now)} saved`,
  });
  return <EntityForm form={form} action="Save changes" close={close} />;
}

interface NewProps<Entity> {
  kind: EntityKind<Entity>;
  start?: FormValues;
  /** The address after the form is cancelled. */
  back: string;
}

export function NewEntity<Entity extends { id: Id }>({ kind, start = {}, back }: NewProps<Entity>) {
  const { path, noun, fields, nameOf, address, namesakes } = kind;
  const { desk } = useApi();
  const navigate = useNavigate();
  const resource = resourceAt<Entity>(desk, path);
  const { refresh } = useEntity(kind, '');
  const form = useCreateForm<Entity>({
    name: ['new', ...Object.values(start)].join(' '),
    fields,
    start,
    send: (input) => resource.create(input),
    find: async ({ input }) => {
      const ids = await namesakes(desk, input);
      const same = await Promise.all(ids.map((id) => resource.get(id)));
      return same.findLast((entity) => hasSameTexts(fields, entity, input));
    },
    showFound: (entity) => <Link to={address(entity.id)}>{`${nameOf(entity)}, #${entity.id}`}</Link>,
    onSaved: (entity, isOpen) =>
      Promise.all([refresh(entity), isOpen && navigate({ to: address(entity.id) })]),
    announce: (entity) => `${nameOf(entity)} added`,
  });
  return <EntityForm form={form} action={`Add ${noun}`} close={() => void navigate({ to: back })} />;
}
