import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import type { WebhookEvent } from '@service-desk/client/webhooks';
import type { ProviderState } from '../generated/states.ts';
import { isSame } from '../properties/values.ts';
import type { Finding } from '../report/report.ts';
import { shown } from '../v1/bodies.ts';
import { callByName } from '../v1/calls.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';
import type { WebhookReceiver } from './receiver.ts';

type Fields = Record<string, unknown>;

/** Options of {@link checkWebhooks}. */
export interface WebhookCheckOptions {
  /** A client with the token of a user. */
  desk: ServiceDesk;
  setState: SetState;
  /** Undefined if the caller has none: then everything is skipped. */
  receiver: WebhookReceiver | undefined;
  signal?: AbortSignal | undefined;
}

/** What is promised of webhooks, with the row of docs/limitations.md. */
const PROMISES = {
  events: ['beyond.5', 'each change of a record has its events, with the record as it was after the change'],
  form: ['beyond.6', 'events are signed, have their own id, and match the description'],
  again: ['beyond.6', 'an event that was not received is sent again, before the later ones of its record'],
  redirects: ['beyond.7', 'redirects of a receiver are not followed'],
} as const;

/** The rows of docs/limitations.md that are checked. */
export const WEBHOOK_ROWS: readonly string[] = Object.values(PROMISES).map(([row]) => row);

/** What differs between the types of records. The first event of a record gets the status `first`. */
const TYPES = {
  incident: {
    ...{ state: 'a service', text: 'symptom', note: 'incidents.comments' },
    ...{ resolution: 'resolution', first: 503 },
  },
  problem: {
    ...{
      state: 'a service with priorities and types for problems',
      text: 'symptom',
      note: 'problems.workarounds',
    },
    ...{ resolution: 'root_cause', first: 307 },
  },
  change: {
    ...{ state: 'a service that takes changes', text: 'reason', note: 'changes.changeNeeds' },
    ...{ resolution: undefined, first: 204 },
  },
  release: {
    ...{ state: 'a service with releases', text: 'component', note: 'releases.reviewInstructions' },
    ...{ resolution: undefined, first: 204 },
  },
} as const satisfies Record<string, RecordType>;

interface RecordType {
  state: ProviderState;
  /** The field of a create that adds a note. */
  text: string;
  /** The resource of other notes. */
  note: `${string}.${string}`;
  /** The field whose text a resolution needs, which adds a note; undefined if there is no resolution. */
  resolution: string | undefined;
  first: number;
}

type Type = keyof typeof TYPES;

/** An event that a change should have. */
interface Expected {
  name: string;
  /** The change, as a phrase. */
  after: string;
  data: Fields;
}

/** A record that is changed, with its events. */
interface Track {
  type: Type;
  /** Known when it is created. */
  id: unknown;
  expected: Expected[];
  /** The events in the order in which they were first received with success, by their ids. */
  accepted: Map<string, WebhookEvent>;
  /** The id of the event that was not. */
  refused: string | undefined;
}

/** How long the check waits at most, if others cause events all the time, in milliseconds. */
const LONGEST = 10 * 60_000;
/** How long it waits for events that should not exist, in milliseconds. */
const SURPLUS = 1000;

/**
 * Changes a record of each type in each way that has an event, and compares what the receiver gets. The first events are
 * refused and redirected.
 */
export async function checkWebhooks(options: WebhookCheckOptions): Promise<Finding[]> {
  const { receiver, signal } = options;
  if (!receiver) return skipped('without --webhook-secret and --webhook-port, no webhook can be received');
  const title = `Webhooks ${crypto.randomUUID()}`;
  const tracks = new Map<Type, Track>();
  receiver.respond = (id, event) => {
    const type = event.type.split('.')[0] as Type;
    const track = tracks.get(type);
    const record = (event.data as Record<string, Fields | undefined>)[type];
    // The first events may arrive before the response of the create, which has the id.
    if (!track || !record || (record.title !== title && record.id !== track.id)) return 204;
    const { first } = TYPES[type];
    if (first !== 204 && track.refused === undefined) {
      track.refused = id;
      return first;
    }
    if (!track.accepted.has(id)) track.accepted.set(id, event);
    return 204;
  };
  const unavailable: string[] = [];
  for (const type of Object.keys(TYPES) as Type[]) {
    const track: Track = { type, id: undefined, expected: [], accepted: new Map(), refused: undefined };
    tracks.set(type, track);
    try {
      await changeRecord(options, title, track);
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      tracks.delete(type);
      unavailable.push(error.message);
    }
  }
  const all = [...tracks.values()];
  if (all.length === 0) return skipped(unavailable.join(', '));

  const started = performance.now();
  receiver.last = started;
  const isLate = () => performance.now() - Math.max(receiver.last, started) > receiver.wait;
  while (!all.every(isComplete) && !isLate() && performance.now() - started < LONGEST)
    await sleep(50, undefined, { signal });
  await sleep(SURPLUS, undefined, { signal });

  const form = findingOf('form', [...receiver.faults]);
  if (receiver.count === 0) {
    const why = `nothing that is signed with the secret arrived at port ${receiver.port}`;
    const hint = 'is the endpoint enabled for all events, and its address permitted?';
    return [findingOf('events', [`${why}: ${hint}`]), form, ...skipped(why, ['again', 'redirects'])];
  }
  const refused = all.filter((track) => track.refused !== undefined);
  const lost = refused.filter(({ accepted, refused: id }) => !accepted.has(id as string));
  const redirected = receiver.redirected > 0 ? [`${receiver.redirected} requests followed a redirect`] : [];
  return [
    findingOf('events', all.flatMap(faultsOf)),
    form,
    findingOf(
      'again',
      lost.map(
        ({ type }) => `an event of ${type} had the response ${TYPES[type].first}, and did not come again`,
      ),
    ),
    ...(all.some(({ type, refused: id }) => id !== undefined && TYPES[type].first === 307)
      ? [findingOf('redirects', redirected)]
      : skipped('no event of a problem arrived, which would have been redirected', ['redirects'])),
  ];
}

/** Makes a record have each of its events, and notes what is expected. */
async function changeRecord(
  { desk, setState }: WebhookCheckOptions,
  title: string,
  track: Track,
): Promise<void> {
  const { type } = track;
  const { state, text, note, resolution } = TYPES[type];
  const { service_id } = await setState(state as 'a service');
  const users = await desk.users.list({ service_id });
  const person = users.find((each) => !('group_link' in each));
  if (!person) throw new StateUnavailableError('no person has access to this service');
  const resource = `${type}s`;
  const call = async (operation: string, ...args: unknown[]) =>
    (await callByName(desk, operation as OperationId, ...args)) as Fields;
  const fields = { title, service_id, assigned_user_id: person.id, [text]: 'It drops.' };
  const { id } = await call(`${resource}.create`, fields);
  track.id = id;

  /** Expects these events, with the record as it reads now. */
  async function expectEvents(
    after: string,
    names: string,
    parts: Record<string, Fields> = {},
  ): Promise<void> {
    const record = await call(`${resource}.get`, id);
    for (const name of names.split(' '))
      track.expected.push({ name, after, data: { [type]: record, ...parts[name] } });
  }

  async function update(after: string, names: string, changed: Fields): Promise<void> {
    await call(`${resource}.update`, id, changed);
    if (names) await expectEvents(after, names);
  }

  await expectEvents('the create', 'created assigned note_added', { note_added: { note_type: text } });
  await update('a new title', 'updated', { title: `${title} again` });
  await update('the same title', '', { title: `${title} again` });
  await call(`${resource}.update`, id, { title: '' }).catch((error) => {
    if (!(error instanceof ApiError)) throw error;
  });
  if (resolution !== undefined) {
    await call(`${resource}.update`, id, {
      resolved_at: new Date().toISOString(),
      [resolution]: 'Restarted.',
    });
    const notes = { note_added: { note_type: resolution } };
    await expectEvents('its resolution', 'updated resolved note_added', notes);
  }
  const closure = { closed_at: new Date().toISOString(), closure_code: 1, closure_comment: 'Done.' };
  await update('its closure', 'updated closed', closure);
  await update('its re-opening', 'updated reopened', { closed_at: '' });
  const wrapper = operationTable[`${note}.create` as OperationId].wrapper as string;
  const added = await call(`${note}.create`, id, { note: 'Again.' });
  await expectEvents('a note', 'note_added', { note_added: { note_type: wrapper, note: added } });
  const watch = await call(`${resource}.watches.create`, id, { watched_by: person.id });
  await expectEvents('a watch', 'watch_added', { watch_added: { watch } });
  const time_entry = await call('timeEntries.create', { entry: `B#${id} looking`, hours: 1.5 });
  await expectEvents('a time entry', 'time_entered', { time_entered: { time_entry } });
}

function isComplete({ expected, accepted, refused }: Track): boolean {
  return accepted.size >= expected.length && (refused === undefined || accepted.has(refused));
}

/** What is wrong with the events of a record, a line each. */
function faultsOf({ type, expected, accepted }: Track): string[] {
  const received = [...accepted.values()];
  const names = received.map((event) => event.type);
  const wanted = expected.map(({ name }) => `${type}.${name}`);
  const at = Math.max(wanted.length, names.length);
  for (let index = 0; index < at; index += 1) {
    const [want = 'nothing', got = 'nothing'] = [wanted[index], names[index]];
    if (want === got) continue;
    const after = expected[index]?.after ?? expected.at(-1)?.after;
    return [
      `after ${after} of ${type}: expected ${want}, received ${got}`,
      `expected ${wanted.join(', ')}`,
      `received ${names.join(', ')}`,
    ];
  }
  return expected.flatMap(({ name, after, data }, index) => {
    const seen = received[index]?.data as unknown as Fields;
    return Object.entries(data).flatMap(([key, value]) =>
      differencesAt(`data.${key}`, value, seen[key]).map((line) => `${type}.${name} after ${after}: ${line}`),
    );
  });
}

/** A line for each field of an object that differs. */
function differencesAt(place: string, expected: unknown, received: unknown): string[] {
  if (isSame(expected, received)) return [];
  const [own, other] = [expected, received].map((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined,
  );
  if (!own || !other) return [`${place}: expected ${shown(expected)}, received ${shown(received)}`];
  const fields = new Set([...Object.keys(own), ...Object.keys(other)]);
  return [...fields].flatMap((field) => differencesAt(`${place}.${field}`, own[field], other[field]));
}

type Promised = keyof typeof PROMISES;

function findingOf(promised: Promised, seen: string[]): Finding {
  const [reference, promise] = PROMISES[promised];
  return { resource: 'webhooks', promise, reference, outcome: seen.length > 0 ? 'broken' : 'kept', seen };
}

function skipped(why: string, promised = Object.keys(PROMISES) as Promised[]): Finding[] {
  return promised.map((each) => ({ ...findingOf(each, []), outcome: 'skipped', seen: [why] }));
}
