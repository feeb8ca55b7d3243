import assert from 'node:assert/strict';
import type { Note, OperationId, ServiceDesk } from '@service-desk/client';
import { assertFaults, type Behaviour, givenNewIncident } from './behaviour.ts';

const kinds = ['symptom', 'resolution', 'comment'] as const;

type Kind = (typeof kinds)[number];

/** Notes of incidents, of each kind. */
export const noteBehaviours: readonly Behaviour[] = [
  {
    name: 'latest_note of an incident without notes is an object that says so, never null',
    row: 'blank.6',
    operations: ['incidents.create', 'incidents.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const noNote = { id: null, created_at: '', note: '', user: null, external_email: '' };
      assert.partialDeepStrictEqual(incident.latest_note, noNote);
      assert.partialDeepStrictEqual((await desk.incidents.get(incident.id)).latest_note, noNote);
    },
  },
  ...kinds.flatMap(behavioursOf),
];

function behavioursOf(kind: Kind): Behaviour[] {
  return [
    {
      name: `a new ${kind} is the latest note of its incident and moves last_active_at`,
      row: 'writes.9',
      operations: operationsOf(kind, 'create', 'get'),
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        const { desk, incident, callerId } = await givenNewIncident(world);
        const note = await notesOf(desk, kind).create(incident.id, { note: 'One.' });
        assert.equal(note.note, 'One.');
        assert.equal(note.user?.id, callerId, 'the caller is the author');
        const after = await desk.incidents.get(incident.id);
        assert.equal(after.latest_note.id, note.id);
        assert.equal(after.latest_note.note, 'One.');
        assert.equal(Date.parse(after.last_active_at), Date.parse(note.created_at));
        assert.deepEqual(await notesOf(desk, kind).get(incident.id, note.id), note);
      },
    },
    {
      name: `the incident lists its ${kind}s oldest first`,
      row: 'notes.5',
      operations: operationsOf(kind, 'create', 'list'),
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        const { desk, incident } = await givenNewIncident(world);
        const ids = [];
        for (const note of ['One.', 'Two.', 'Three.']) {
          ids.push((await notesOf(desk, kind).create(incident.id, { note })).id);
        }
        const list = (await notesOf(desk, kind).list(incident.id)) as unknown[];
        assert.deepEqual(
          list.map((item) => (item as Record<Kind, { id: unknown }>)[kind].id),
          ids,
        );
        const after = await desk.incidents.get(incident.id);
        assert.deepEqual(after[`${kind}s`], list, 'the record shows the same');
      },
    },
    {
      name: `an updated ${kind} keeps its author and date`,
      row: 'notes.6',
      operations: operationsOf(kind, 'create', 'update'),
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        const { desk, incident } = await givenNewIncident(world);
        const note = await notesOf(desk, kind).create(incident.id, { note: 'One.' });
        const updated = await notesOf(desk, kind).update(incident.id, note.id, { note: 'Two.' });
        assert.deepEqual({ ...updated, updated_at: '' }, { ...note, note: 'Two.', updated_at: '' });
      },
    },
    {
      name: `an author from outside leaves the user of a ${kind} null`,
      row: 'notes.6',
      operations: operationsOf(kind, 'create'),
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        const { desk, incident } = await givenNewIncident(world);
        const external_email = 'jim.barrett@powershop.example';
        const note = await notesOf(desk, kind).create(incident.id, { note: 'One.', external_email });
        assert.equal(note.user, null);
        assert.equal(note.external_email, external_email);
      },
    },
    {
      name: `a deleted ${kind} is not found, and latest_note is the newest that is left`,
      row: 'notes.7',
      operations: operationsOf(kind, 'create', 'delete', 'get'),
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        const { desk, incident } = await givenNewIncident(world);
        const first = await notesOf(desk, kind).create(incident.id, { note: 'One.' });
        const second = await notesOf(desk, kind).create(incident.id, { note: 'Two.' });
        assert.deepEqual(await notesOf(desk, kind).delete(incident.id, second.id), second);
        await assertFaults(notesOf(desk, kind).get(incident.id, second.id), [`no ${kind} found`]);
        await assertFaults(notesOf(desk, kind).delete(incident.id, second.id), [`no ${kind} found`]);
        assert.equal((await desk.incidents.get(incident.id)).latest_note.id, first.id);
        await notesOf(desk, kind).delete(incident.id, first.id);
        assert.equal((await desk.incidents.get(incident.id)).latest_note.id, null);
      },
    },
    {
      name: `a ${kind} is not found under another kind or another incident`,
      row: 'notes.1',
      operations: operationsOf(kind, 'create', 'get'),
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        const { desk, incident } = await givenNewIncident(world);
        const note = await notesOf(desk, kind).create(incident.id, { note: 'One.' });
        for (const other of kinds.filter((each) => each !== kind)) {
          await assertFaults(notesOf(desk, other).get(incident.id, note.id), [`no ${other} found`]);
        }
        const elsewhere = await desk.incidents.create({
          title: 'Another',
          service_id: incident.service.id,
        });
        await assertFaults(notesOf(desk, kind).get(elsewhere.id, note.id), [`no ${kind} found`]);
      },
    },
  ];
}

/** The same calls for each kind of note. */
interface Notes {
  list(incident: number | string): PromiseLike<unknown>;
  create(incident: number | string, input: { note: string; external_email?: string }): Promise<Note>;
  get(incident: number | string, id: number | string): Promise<Note>;
  update(incident: number | string, id: number | string, input: { note: string }): Promise<Note>;
  delete(incident: number | string, id: number | string): Promise<Note>;
}

function notesOf(desk: ServiceDesk, kind: Kind): Notes {
  return desk.incidents[`${kind}s`];
}

function operationsOf(kind: Kind, ...verbs: (keyof Notes)[]): OperationId[] {
  return verbs.map((verb) => `incidents.${kind}s.${verb}` as const);
}
