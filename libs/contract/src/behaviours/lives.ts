import assert from 'node:assert/strict';
import { type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { type Scenario, scenarios } from '../generated/scenarios.ts';
import type { Id } from '../generated/states.ts';
import { callByName, entriesOf, resourceOf } from '../v1/calls.ts';
import { isSuccess, valueHere } from '../v1/scenarios.ts';
import { assertFaults, type Behaviour, type World } from './behaviour.ts';

interface Thing {
  id: Id;
  [field: string]: unknown;
}

/** What lists the assigned and open alone, so that a new one need not be in it. */
const QUEUES = ['incidents', 'problems', 'changes', 'releases'];

/** What other fields are made of. */
const COMPOSED = ['first_name', 'last_name'];

/** What tells when something was changed, and by whom. */
const TRACES = ['updated_at', 'last_active_at', 'updated_by_user', 'updated_by'];

/** How something is created: its first documented success. */
const creations = [
  ...new Map(
    scenarios
      .filter((scenario) => scenario.operation.endsWith('.create') && isSuccess(scenario))
      .filter(
        ({ operation }) => `${resourceOf(operation)}.get` in operationTable && operation !== 'links.create',
      )
      .toReversed()
      .map((scenario) => [scenario.operation, scenario] as const),
  ).values(),
].toReversed();

const notes = creations.filter(({ request }) => typeof request.body?.note === 'string');

/** The life of everything that v1 can create: how it is read, listed, changed and deleted. */
export const lifeBehaviours: readonly Behaviour[] = [
  ...creations.flatMap(livesOf),
  ...notes.map((creation): Behaviour => {
    const resource = resourceOf(creation.operation);
    const siblings = notes
      .map(({ operation }) => resourceOf(operation))
      .filter((each) => isBeside(each, resource));
    const [other = resource] = siblings;
    return {
      name: `note_type wins over the address of ${resource}`,
      row: 'notes.1',
      operations: operationsOf(resource, 'create', 'get', 'update', 'delete'),
      needs: [creation.state.name],
      writes: true,
      async run(world) {
        const { call } = await givenPlace(world, creation);
        const own = (verb: string, ...rest: unknown[]) => call(resource, verb, ...rest);
        const theirs = (verb: string, ...rest: unknown[]) => call(other, verb, ...rest);
        const note_type = operationTable[`${other}.create` as OperationId].key;
        const { id } = await own('create', { note: 'One.' }, { query: { note_type } });
        assert.equal((await theirs('get', id)).note, 'One.', 'it was written under its type');
        assert.equal((await own('get', id, { note_type })).note, 'One.');
        if (other !== resource) await assertFaults(own('get', id), faultsOf(`${resource}.get: notFound`));
        await own('update', id, { note: 'Two.' }, { query: { note_type } });
        assert.equal((await theirs('get', id)).note, 'Two.');
        if (other !== resource) await assertFaults(own('delete', id), faultsOf(`${resource}.get: notFound`));
        await own('delete', id, { note_type });
        await assertFaults(theirs('get', id), faultsOf(`${other}.get: notFound`));
      },
    };
  }),
];

/** Whether two kinds of notes are of the same parent. */
function isBeside(one: string, other: string): boolean {
  return one !== other && one.replace(/\w+$/, '') === other.replace(/\w+$/, '');
}

function livesOf(creation: Scenario): Behaviour[] {
  const resource = resourceOf(creation.operation);
  const noun = creation.operation;
  const isListed = `${resource}.list` in operationTable && !QUEUES.includes(resource);
  const promise = { needs: [creation.state.name], writes: true } as const;
  const life: Behaviour[] = [
    {
      ...promise,
      name: `what ${noun} answers is what is read of it, and listed once`,
      row: 'lists.14',
      operations: operationsOf(resource, 'create', 'get', ...(isListed ? ['list'] : [])),
      async run(world) {
        const { calls, made } = await givenNew(world, creation);
        assert.deepEqual(await calls.get(made.id), made);
        if (!isListed) return;
        const listed = (await calls.list()).filter(({ id }) => String(id) === String(made.id));
        assert.equal(listed.length, 1);
      },
    },
  ];
  const field = textIn(creation);
  if (`${resource}.update` in operationTable)
    life.push({
      ...promise,
      name: `what ${noun} answers changes nothing when it is sent back whole`,
      row: 'writes.8',
      operations: operationsOf(resource, 'create', 'update', 'get'),
      async run(world) {
        const { calls, made } = await givenNew(world, creation);
        assert.deepEqual(untraced(await calls.update(made.id, made)), untraced(made));
        assert.deepEqual(untraced(await calls.get(made.id)), untraced(made));
      },
    });
  if (field)
    life.push({
      ...promise,
      name: `an update of ${resource} changes what it names, and nothing else`,
      row: 'blank.5',
      operations: operationsOf(resource, 'create', 'update', 'get'),
      async run(world) {
        const { calls, made } = await givenNew(world, creation);
        const change = { [field]: 'Other words' };
        const changed = await calls.update(made.id, change);
        assert.deepEqual(untraced(changed), untraced({ ...made, ...change }));
        assert.deepEqual(await calls.get(made.id), changed);
      },
    });
  if (`${resource}.delete` in operationTable)
    life.push({
      ...promise,
      name: `what ${resource}.delete answers is what was there, which is then not found`,
      row: 'envelope.13',
      operations: operationsOf(resource, 'create', 'delete', 'get', 'update', 'list'),
      async run(world) {
        const { calls, made } = await givenNew(world, creation);
        assert.deepEqual(await calls.delete(made.id), made);
        const gone = faultsOf(`${resource}.get: notFound`);
        await assertFaults(calls.get(made.id), gone);
        if (field) await assertFaults(calls.update(made.id, { [field]: 'Other words' }), gone);
        await assertFaults(calls.delete(made.id), gone);
        assert.ok(
          (await calls.list()).every(({ id }) => String(id) !== String(made.id)),
          'still listed',
        );
      },
    });
  return life;
}

interface Calls {
  get(id: Id): Promise<Thing>;
  list(): Promise<Thing[]>;
  update(id: Id, fields: object): Promise<Thing>;
  delete(id: Id): Promise<Thing>;
}

/** A call about the place where an example creates something: the parents are given. */
type Call = (resource: string, verb: string, ...rest: unknown[]) => Promise<Thing>;

/** The place where an example creates something, and what it would write there. */
async function givenPlace(world: World, { operation, state, request }: Scenario) {
  const { desk, ...values } = await world.given(state.name);
  const parents = operationTable[operation].ids.map((name, index) =>
    valueHere(request.ids[index], name, state.values, values),
  );
  const call: Call = (resource, verb, ...rest) =>
    callByName(desk, `${resource}.${verb}` as OperationId, ...parents, ...rest) as Promise<Thing>;
  return { desk, parents, call, body: valueHere(request.body, '', state.values, values) };
}

/** Something that was just created as its example says, and the calls that are about it. */
async function givenNew(world: World, creation: Scenario): Promise<{ calls: Calls; made: Thing }> {
  const { desk, parents, call, body } = await givenPlace(world, creation);
  const resource = resourceOf(creation.operation);
  return {
    made: await call(resource, 'create', body),
    calls: {
      get: (id) => call(resource, 'get', id),
      update: (id, fields) => call(resource, 'update', id, fields),
      delete: (id) => call(resource, 'delete', id),
      list: () => everyIn(desk, resource, parents),
    },
  };
}

/** All entries of a list, of all its pages. */
async function everyIn(desk: ServiceDesk, resource: string, parents: readonly unknown[]): Promise<Thing[]> {
  const operation = `${resource}.list` as OperationId;
  if (operationTable[operation].list !== 'paged')
    return entriesOf(await callByName(desk, operation, ...parents)) as Thing[];
  const things: Thing[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const read = (await callByName(desk, operation, ...parents, { page, limit: 100 })) as {
      totalPages: number;
    };
    things.push(...(entriesOf(read) as Thing[]));
    pages = read.totalPages;
  }
  return things;
}

/** A text that the example writes and its answer shows, so that another can be written. */
function textIn({ operation, request, response }: Scenario): string | undefined {
  const { key } = operationTable[operation];
  const { result } = response.body as { result: Record<string, Record<string, unknown>> };
  const isText = (name: string, value: unknown) =>
    typeof value === 'string' && !/@|^\d{4}-/.test(value) && !COMPOSED.includes(name);
  return Object.entries(request.body ?? {}).find(
    ([name, value]) => isText(name, value) && result[key ?? '']?.[name] === value,
  )?.[0];
}

/** The failures that an example documents, without their codes. */
function faultsOf(name: string): string[] {
  const body = scenarios.find((each) => each.name === name)?.response.body as Failed | undefined;
  return (body?.errors ?? []).map(({ error }) => error.replace(/^\[E\d+\] /, ''));
}

interface Failed {
  errors: { error: string }[];
}

function untraced(thing: Thing): object {
  return Object.fromEntries(Object.entries(thing).filter(([name]) => !TRACES.includes(name)));
}

function operationsOf(resource: string, ...verbs: string[]): OperationId[] {
  return verbs
    .map((verb) => `${resource}.${verb}` as OperationId)
    .filter((operation) => operation in operationTable);
}
