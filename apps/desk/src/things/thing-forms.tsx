import type { Id } from '@service-desk/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { says, type Values } from '../forms/fields.ts';
import { ThingForm, useEditForm, useNewForm } from '../forms/thing-form.tsx';
import { type Input, resourceAt, useForget, useReread, useShow } from '../resource.ts';
import { useApi } from '../session.tsx';
import type { ThingKind } from './kind.ts';

/** Reads and writes a thing. The response of a write is shown, and the lists that contain it are refetched. */
export function useThing<Thing extends { id: Id }>({ path, listedIn }: ThingKind<Thing>, id: Id) {
  const { desk } = useApi();
  const show = useShow<Thing>(path);
  const forget = useForget(...listedIn);
  return {
    reread: useReread<Thing>(path, id),
    update: (input: Input) => resourceAt<Thing>(desk, path).update(id, input),
    saved: (thing: Thing) => {
      show(thing, thing.id);
      return forget();
    },
  };
}

interface EditProps<Thing> {
  kind: ThingKind<Thing>;
  thing: Thing;
  close: () => void;
}

export function EditThing<Thing extends { id: Id }>({ kind, thing, close }: EditProps<Thing>) {
  const { saved, ...thingCalls } = useThing(kind, thing.id);
  const form = useEditForm<Thing>({
    ...thingCalls,
    name: 'edit',
    fields: kind.fields,
    thing,
    saved: (now) => {
      close();
      return saved(now);
    },
    announce: (now) => `${kind.nameOf(now)} is saved`,
  });
  return <ThingForm form={form} action="Save changes" close={close} />;
}

interface NewProps<Thing> {
  kind: ThingKind<Thing>;
  start?: Values;
  /** Where to go without adding one. */
  back: string;
}

export function NewThing<Thing extends { id: Id }>({ kind, start = {}, back }: NewProps<Thing>) {
  const { path, noun, fields, nameOf, address, namesakes } = kind;
  const { desk } = useApi();
  const navigate = useNavigate();
  const resource = resourceAt<Thing>(desk, path);
  const { saved } = useThing(kind, '');
  const form = useNewForm<Thing>({
    name: 'new',
    fields,
    start,
    send: (input) => resource.create(input),
    find: async ({ input }) => {
      const ids = await namesakes(desk, input);
      const same = await Promise.all(ids.map((id) => resource.get(id)));
      return same.findLast((thing) => says(fields, thing, input));
    },
    showFound: (thing) => <Link to={address(thing.id)}>{`${nameOf(thing)}, #${thing.id}`}</Link>,
    saved: (thing) => Promise.all([saved(thing), navigate({ to: address(thing.id) })]),
    announce: (thing) => `${nameOf(thing)} is added`,
  });
  return <ThingForm form={form} action={`Add ${noun}`} close={() => void navigate({ to: back })} />;
}
