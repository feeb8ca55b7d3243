import { isDeepStrictEqual } from 'node:util';
import { readDescription } from '@service-desk/description/description';
import { validatorsOf } from '@service-desk/description/validators';
import {
  expectedSignature,
  startReceiver,
  type WebhookReceiver,
} from '@service-desk/test-kit/webhook-receiver';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EVENTS } from '../calls/events.ts';
import { webhookTypes } from '../generated/operations.ts';
import type { Webhook } from '../store/webhooks.ts';
import { type Agent, startProvider } from '../test-support/provider.ts';
import { permissionFor } from './addresses.ts';
import { startWebhookWorker, type WebhookOptions, type WebhookWorker } from './delivery.ts';
import { httpSender } from './sender.ts';
import { newSecret } from './signature.ts';

const ACCOUNT = 1;
const { sandbox, dan, create, update, account } = await startProvider();
const { store } = sandbox;
const { errorsOf } = validatorsOf(readDescription());

let receiver: WebhookReceiver;
let running: WebhookWorker[] = [];
const secret = newSecret();

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  // Pending attempts end with the receiver.
  await receiver.close();
  await Promise.all(running.map((worker) => worker.stop()));
  running = [];
});

async function add(more: Partial<Webhook> = {}): Promise<void> {
  const webhook = {
    account_id: ACCOUNT,
    id: 1,
    url: receiver.url,
    events: '*',
    secret,
    created_at: 0,
    ...more,
  };
  await store.write(ACCOUNT, (db) => db.insertInto('webhooks').values(webhook).execute());
}

const log = { warn: vi.fn(), error: vi.fn() };

function deliver(options: Partial<WebhookOptions> = {}, timeout = 2000): WebhookWorker {
  const sender = httpSender({ permission: permissionFor(['127.0.0.0/8']), timeout });
  const worker = startWebhookWorker({
    store,
    sender,
    log,
    poll: 10,
    delay: () => 0,
    rest: () => 20,
    ...options,
  });
  running.push(worker);
  return worker;
}

const outbox = () => store.reading.selectFrom('webhook_deliveries').selectAll().orderBy('id').execute();
const until = <Result>(check: () => Result | Promise<Result>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });
const empty = () => until(async () => expect(await outbox()).toEqual([]));

// biome-ignore lint/suspicious/noExplicitAny: events are validated by the description.
type Event = { type: (typeof webhookTypes)[number]; timestamp: string; data: any };
/** The events that were received, without repetitions. */
const events = () =>
  [...new Map(receiver.received.map(({ id, body }) => [id, body])).values()].map(
    (body) => JSON.parse(body) as Event,
  );
const types = () => events().map(({ type }) => type);

function faultsOf(event: Event): unknown[] {
  return errorsOf(`#/webhooks/${event.type}/post/requestBody/content/application~1json/schema`, event);
}

const closure = { closed_at: '2010-03-24T08:00:00Z', closure_code: 1, closure_comment: 'Done.' };
const resolution = { resolved_at: '2010-03-24T08:00:00Z' };

/** What is sent for each type of record: the body of its creation, the texts of notes, and whether it can be resolved. */
const SEQUENCES = {
  incident: {
    create: { symptom: 'It drops.' },
    update: { resolution: 'Restarted.', ...resolution },
    note: 'comment',
  },
  problem: {
    create: { symptom: 'It drops.' },
    update: { root_cause: 'A relay.', ...resolution },
    note: 'workaround',
  },
  change: { create: { reason: 'It is old.' }, update: { description: 'A new one.' }, note: 'change_need' },
  release: {
    create: { component: 'The portal.' },
    update: { backout: 'The old one.' },
    note: 'review_instruction',
  },
} as const;

type Kind = keyof typeof SEQUENCES;

/** Makes a record have each of its events, in calls that cause several at once. */
async function change(kind: Kind): Promise<number> {
  const { create: created, update: updated, note } = SEQUENCES[kind];
  const table = `${kind}s`;
  const fields = { title: 'VPN drops', service_id: 20, assigned_user_id: 18 };
  const put = (body: object) => dan.put(`${table}/${id}`, { [kind]: body });
  const { result } = await dan.post(table, { [kind]: { ...fields, ...created } });
  const { id } = result[kind];
  for (const { errors } of [
    await put({ ...updated, assigned_user_id: 17, title: 'VPN drops after ten minutes' }),
    await put(closure),
    await put({ closed_at: '' }),
    await dan.post(`${table}/${id}/${note}s`, { [note]: { note: 'Again.' } }),
    await dan.post(`${table}/${id}/watches`, { watch: { watched_by: 17 } }),
    await dan.post('time_entries', { time_entry: { entry: `B#${id} looking`, hours: 1.5 } }),
  ])
    expect(errors).toBeUndefined();
  return id;
}

test('the table of events is that of the description', () => {
  const named = webhookTypes.filter((type) => type !== 'test').map((type) => type.split('.')[1]);
  expect(new Set(named)).toEqual(new Set(EVENTS));
});

test('[beyond.5] each event of each record is sent as the description says, in order', async () => {
  await add();
  const recordIds = new Map<Kind, number>();
  for (const kind of Object.keys(SEQUENCES) as Kind[]) recordIds.set(kind, await change(kind));
  const last = await account.get(`incidents/${recordIds.get('incident')}`);
  deliver();
  await empty();
  expect(new Set([...types(), 'test'])).toEqual(new Set(webhookTypes));
  for (const event of events()) expect(faultsOf(event), event.type).toEqual([]);
  const ofIncident = events().filter(({ data }) => data.incident);
  expect(ofIncident.map(({ type }) => type.split('.')[1])).toEqual([
    ...['created', 'assigned', 'note_added'],
    ...['updated', 'assigned', 'resolved', 'note_added'],
    ...['updated', 'closed'],
    ...['updated', 'reopened'],
    ...['note_added', 'watch_added', 'time_entered'],
  ]);
  expect(ofIncident.at(-1)?.data).toMatchObject({
    incident: last.result.incident,
    time_entry: { hours: 1.5 },
  });
  // Each is the record as it was after the change.
  expect(ofIncident[0]?.data.incident).toMatchObject({
    title: 'VPN drops',
    resolutions: [],
  });
  expect(ofIncident[5]?.data).toMatchObject({ incident: { status: 'Resolved', assigned_user: { id: 17 } } });
  const notes = ofIncident.filter(({ type }) => type === 'incident.note_added').map(({ data }) => data);
  expect(notes.map(({ note_type, note }) => [note_type, note.note])).toEqual([
    ['symptom', 'It drops.'],
    ['resolution', 'Restarted.'],
    ['comment', 'Again.'],
  ]);
});

test('[beyond.6] a request is signed after Standard Webhooks, and repeated with the same id', async () => {
  const old = newSecret();
  await add({ old_secret: old, old_secret_until: Math.floor(Date.now() / 1000) + 60 });
  const ids: string[] = [];
  receiver.behave = (request, { id }) => {
    ids.push(id);
    return request < 3 ? 500 : 200;
  };
  await create();
  deliver();
  await empty();
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(receiver.received.length);
  for (const event of receiver.received) {
    expect(event.headers['content-type']).toBe('application/json');
    expect(event.headers['webhook-signature']).toBe(
      `${expectedSignature(secret, event)} ${expectedSignature(old, event)}`,
    );
    expect(Number(event.headers['webhook-timestamp'])).toBeCloseTo(Date.now() / 1000, -2);
  }
});

test('events that no webhook subscribes to are not written', async () => {
  await create();
  await add({ events: 'problem.*,*.closed' });
  await add({ id: 2, disabled_at: 1 });
  const { id } = await create();
  expect(await outbox()).toEqual([]);
  await update(id, { title: 'VPN drops' });
  // Nothing has changed.
  await update(id, { title: 'VPN drops' });
  await update(id, closure);
  expect((await outbox()).map(({ event }) => event)).toEqual(['incident.closed']);
});

test('an update by a user is sent with the links that the user does not see', async () => {
  await add({ events: 'incident.updated' });
  const servicesOf = async (agent: Agent) =>
    (await agent.get('services')).result.services.map((service: { id: number }) => service.id);
  const seen = await servicesOf(dan);
  const service_id = (await servicesOf(account)).find((id: number) => !seen.includes(id));
  const { result } = await account.post('incidents', { incident: { title: 'Elsewhere', service_id } });
  const { id } = await create();
  const other = result.incident.id;
  await account.post(`links/incidents/${id}`, { incident_id: other });
  const updated = await update(id, { title: 'Linked' });
  expect(updated.incidents).toEqual([]);
  deliver();
  await empty();
  expect(events()[0]?.data.incident).toMatchObject({ title: 'Linked', incidents: [{ incident_id: other }] });
});

test('an event has the record as it was after its call, also if the record changes before it is sent', async () => {
  await add({ events: 'incident.note_added' });
  await add({ id: 2, events: '*.note_added' });
  const { id } = await create({ title: 'Before' });
  const comment = (note: string) => dan.post(`incidents/${id}/comments`, { comment: { note } });
  await comment('One');
  await comment('Two');
  // A call that fails rolls back all of its own changes.
  expect((await dan.put(`incidents/${id}`, { incident: { title: '' } })).errors).toHaveLength(1);
  await update(id, { title: 'After' });
  await comment('Three');
  deliver();
  await empty();
  const shown = events().map(({ data: { incident, note } }) => [
    note.note,
    incident.title,
    incident.comments.length,
  ]);
  const expected = [
    ['One', 'Before', 1],
    ['Two', 'Before', 2],
    ['Three', 'After', 3],
  ];
  for (const row of expected)
    expect(shown.filter((each) => isDeepStrictEqual(each, row))).toEqual([row, row]);
  expect(shown).toHaveLength(6);
  for (const event of events()) expect(faultsOf(event)).toEqual([]);
});

test('a call that fails sends nothing', async () => {
  await add();
  expect((await dan.post('incidents', { incident: { title: 'x', service_id: 99 } })).errors).toHaveLength(1);
  expect(await outbox()).toEqual([]);
});

test('events of a record are sent in order while the receiver fails, hangs, redirects and dies', async () => {
  await add();
  const behaviours = [500, 'hang', 'redirect', 'die', 410, 204, 204] as const;
  receiver.behave = (request) => behaviours[request % behaviours.length] ?? 204;
  const ids = [];
  for (let index = 0; index < 4; index += 1) ids.push((await create()).id);
  for (let round = 1; round <= 3; round += 1)
    for (const id of ids) await update(id, { title: `Round ${round}` });
  deliver({}, 100);
  await empty();
  expect(receiver.redirected).toBe(0);
  const titles = (id: number) =>
    events()
      .filter(({ type, data }) => type === 'incident.updated' && data.incident.id === id)
      .map(({ data }) => data.incident.title);
  for (const id of ids) expect(titles(id)).toEqual(['Round 1', 'Round 2', 'Round 3']);
});

test('an event that is not received for a day is parked, and the next one of its record is sent', async () => {
  await add({ events: 'incident.updated' });
  const { id } = await create();
  await update(id, { title: 'First' });
  await update(id, { title: 'Second' });
  let clock = 1_000_000;
  receiver.behave = (_request, { body }) => (body.includes('"First"') ? 500 : 204);
  const worker = deliver({ clock: () => clock });
  await until(async () => expect((await outbox())[0]?.attempts).toBeGreaterThan(0));
  expect((await outbox())[1]).toMatchObject({ attempts: 0, due_at: null });
  clock += 86_400;
  await until(async () => expect(await outbox()).toHaveLength(1));
  await worker.stop();
  expect(await outbox()).toMatchObject([{ failed_at: clock, error: 'HTTP 500: Not now' }]);
  expect(events().map(({ data }) => data.incident.title)).toEqual(['Second']);
  expect(log.error).toHaveBeenCalled();
  expect(JSON.stringify([log.error.mock.calls, log.warn.mock.calls])).not.toContain(secret);
});

test('an endpoint that hangs does not delay another one', async () => {
  await using other = await startReceiver();
  await add();
  await add({ id: 2, url: other.url });
  receiver.behave = () => 'hang';
  for (let index = 0; index < 8; index += 1) await create();
  deliver({}, 60_000);
  await until(() => expect(other.received).toHaveLength(16));
  expect(receiver.received).toEqual([]);
});

test('several processes deliver each event once, in order', async () => {
  await add();
  const ids: number[] = [];
  for (let index = 0; index < 6; index += 1) ids.push((await create()).id);
  for (const _ of [1, 2]) deliver({ poll: 5 });
  for (let round = 1; round <= 5; round += 1)
    for (const id of ids) await update(id, { title: `Round ${round}` });
  await empty();
  expect(receiver.received).toHaveLength(6 * 7);
  for (const id of ids)
    expect(events().flatMap(({ data }) => (data.incident.id === id ? [data.incident.title] : []))).toEqual([
      ...['VPN drops after ten minutes', 'VPN drops after ten minutes'],
      ...['Round 1', 'Round 2', 'Round 3', 'Round 4', 'Round 5'],
    ]);
});

test('what a process that died was sending is sent by another after the lease', async () => {
  await add({ events: 'incident.created' });
  let now = 1000;
  receiver.behave = (request) => (request === 1 ? 'hang' : 204);
  await create();
  const dying = deliver({ clock: () => now, lease: 60 }, 60_000);
  await until(async () => expect((await outbox())[0]?.attempts).toBe(1));
  deliver({ clock: () => now, lease: 60 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(receiver.received).toEqual([]);
  now += 60;
  await empty();
  expect(receiver.received).toHaveLength(1);
  await receiver.close();
  await dying.stop();
});

test('[beyond.7] an address that is not public is refused, by its name and as it is written', async () => {
  const permission = permissionFor([]);
  const resolve = async (host: string) => [
    { address: '93.184.216.34', family: 4 },
    { address: host === 'rebound.example' ? '10.0.0.7' : '93.184.216.35', family: 4 },
  ];
  const sender = httpSender({ permission, resolve });
  await sender.check('https://public.example/hooks');
  await expect(sender.check('https://rebound.example/')).rejects.toThrow(
    '(10.0.0.7) is not a public address',
  );
  await expect(sender.check('http://public.example/')).rejects.toThrow('needs https');
  for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:10.0.0.1]', '169.254.169.254'])
    await expect(sender.check(`https://${host}/`), host).rejects.toThrow('is not a public address');
  for (const host of [
    '[::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '[64:ff9b::a00:1]',
    '224.0.0.1',
    '0.0.0.0',
    '100.64.0.1',
    '255.255.255.255',
  ])
    await expect(sender.send(`https://${host}/`, {}, ''), host).rejects.toThrow('is not a public address');
  for (const url of ['ftp://public.example', 'hooks', 'https://a:b@public.example/'])
    await expect(sender.check(url), url).rejects.toThrow(/URL/);
  sender.close();
});

test('a connection is made to the address that was checked', async () => {
  let lookups = 0;
  const resolve = async () => {
    lookups += 1;
    return [{ address: lookups === 1 ? '127.0.0.1' : '10.0.0.7', family: 4 }];
  };
  const sender = httpSender({ permission: permissionFor(['127.0.0.1']), resolve });
  const url = receiver.url.replace('127.0.0.1', 'rebinding.example');
  expect(await sender.send(url, { 'webhook-id': 'a' }, '{}')).toEqual({ status: 204, text: '' });
  await receiver.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(sender.send(url, {}, '{}')).rejects.toThrow('10.0.0.7) is not a public address');
  sender.close();
});

/** What an endpoint may send after it has received a request, and the outcome. */
const RESPONSES = {
  'a body that breaks off': ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab', { status: 200, text: 'ab' }],
  'a body that does not end': [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n',
    { status: 200, text: 'x' },
  ],
  'a body that is no HTTP': [
    'HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    { status: 503, text: '' },
  ],
  'another protocol': [
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
    { status: 101, text: '' },
  ],
} as const;

test.each(Object.entries(RESPONSES))('%s is a response, by its status', async (name, [sent, outcome]) => {
  const { createServer } = await import('node:net');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(sent);
      if (name === 'a body that breaks off') socket.end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const sender = httpSender({ permission: permissionFor(['127.0.0.1']), timeout: 1000 });
  expect(await sender.send(`http://127.0.0.1:${port}/`, {}, '')).toEqual(outcome);
  sender.close();
  server.close();
});

test('a long response is cut off', async () => {
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => {
    response.writeHead(500);
    const write = (): unknown => response.write('x'.repeat(65_536), () => setImmediate(write));
    response.on('error', () => undefined);
    write();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const sender = httpSender({ permission: permissionFor(['127.0.0.1']), timeout: 5000 });
  expect(await sender.send(`http://127.0.0.1:${port}/`, {}, '')).toEqual({
    status: 500,
    text: 'x'.repeat(200),
  });
  sender.close();
  server.closeAllConnections();
  server.close();
});
