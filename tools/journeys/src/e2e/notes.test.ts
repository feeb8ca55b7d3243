import type { ServiceDesk } from '@service-desk/client';
import { describe, expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

/** A kind of records, the number of its kinds of notes, and how to create one. */
interface Kind {
  name: string;
  noun: string;
  noteKinds: number;
  create(api: ServiceDesk): Promise<{ id: unknown }>;
}

const input = { title: 'Sign is crooked', service_id: 20 };
const kinds: readonly Kind[] = [
  { name: 'incidents', noun: 'incident', noteKinds: 3, create: (api) => api.incidents.create(input) },
  { name: 'problems', noun: 'problem', noteKinds: 4, create: (api) => api.problems.create(input) },
  { name: 'changes', noun: 'change', noteKinds: 7, create: (api) => api.changes.create(input) },
  { name: 'releases', noun: 'release', noteKinds: 5, create: (api) => api.releases.create(input) },
  {
    name: 'config/items',
    noun: 'config item',
    noteKinds: 1,
    create: (api) => api.configItems.create({ name: 'Sign', config_type_id: 27, owner_id: 17 }),
  },
];

/** Adds, edits and deletes a note. */
async function tryKind(desk: Desk, label: string): Promise<void> {
  const composer = desk.section('Add a note');
  const choice = composer.getByRole('radio', { name: label, exact: true });
  if ((await choice.count()) > 0) await choice.check();
  await composer.getByRole('textbox', { name: 'Text' }).fill(`A ${label}.`);
  await composer.getByRole('button', { name: /^Add / }).click();
  await desk.announced(`${label} added`);
  const entry = desk.section('Timeline').getByRole('listitem').filter({ hasText: label }).last();
  await entry.getByRole('button', { name: /^Edit / }).click();
  await entry.getByRole('textbox').fill(`Another ${label}.`);
  await entry.getByRole('button', { name: /^Save / }).click();
  await desk.announced(`${label} saved`);
  await entry.getByText(`Another ${label}.`).waitFor();
  await entry.getByRole('button', { name: /^Delete / }).click();
  await desk
    .dialog(/^Delete this/)
    .getByRole('button', { name: /^Delete / })
    .click();
  await desk.announced(`${label} deleted`);
}

describe.concurrent('notes of every kind are added, edited and deleted, and their records are watched', () => {
  journey.for(kinds.map((kind) => [kind.name, kind] as const))(
    '%s',
    async ([name, { noun, noteKinds, create }], { desk, api }) => {
      const { id } = await create(api);
      await desk.enter('demo-luke', `/${name}/${id}`);
      const composer = desk.section('Add a note');
      await composer.waitFor();
      const labels = await composer
        .getByRole('radio')
        .evaluateAll((radios) =>
          radios.map((radio) => (radio as HTMLInputElement).labels?.[0]?.textContent ?? ''),
        );
      // With one kind of notes, there is no choice.
      if (labels.length === 0) labels.push('Comment');
      expect(labels).toHaveLength(noteKinds);
      for (const label of labels) await tryKind(desk, label);

      await desk.button('Watch').click();
      await desk.announced(`You watch this ${noun}`);
      await desk.button('Hand over from Luke Grimstrup').click();
      await desk.combobox('User or group').fill('dan');
      await desk.option('Dan Lee').click();
      await desk.button('Hand over').click();
      await desk.announced(`Dan Lee watches this ${noun}`);
      await desk.button('Watch').click();
      await desk.announced(`You watch this ${noun}`);
      await desk.button('Stop watching').click();
      await desk.announced(`You no longer watch this ${noun}`);
      await desk.button('Remove watcher Dan Lee').click();
      await desk.announced(`Dan Lee no longer watches this ${noun}`);
    },
  );
});
