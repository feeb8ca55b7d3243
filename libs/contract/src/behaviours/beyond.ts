import assert from 'node:assert/strict';
import type { Id, ServiceDesk } from '@service-desk/client';
import { StateUnavailableError } from '../v1/provider-states.ts';
import type { Behaviour } from './behaviour.ts';

/*
 * What goes beyond v1. A provider need not offer it, and then the behaviour is skipped; if it does, it keeps to what the
 * documentation says.
 */

const FAILED_KEY = /\[E400\] The Idempotency-Key has already been used for another request/;

/** Creates an incident with a key, and returns the text of the response. */
async function create(desk: ServiceDesk, key: string, incident: { title: string; service_id: Id }) {
  const { data, response } = await desk.raw.POST('/incidents.{format}', {
    body: { incident },
    headers: { 'Idempotency-Key': key },
    parseAs: 'text',
  });
  if (!response.headers.has('idempotency-key-lifetime'))
    throw new StateUnavailableError(
      'the provider offers no idempotency keys: Idempotency-Key-Lifetime is missing',
    );
  return { text: String(data), isReplayed: response.headers.get('idempotency-replayed') === 'true' };
}

/** A key that no earlier run has used. */
const newKey = () => `contract-${crypto.randomUUID()}`;

const state = 'a service';
const common = { needs: [state], writes: true, operations: ['incidents.create'] } as const;

export const beyondBehaviours: readonly Behaviour[] = [
  {
    ...common,
    row: 'beyond.1',
    name: 'a create that is sent again with its key has the same response, and is carried out once',
    async run(world) {
      const { desk, service_id } = await world.given(state);
      const key = newKey();
      const incident = { title: 'A create with a key', service_id };
      const [first, second] = [await create(desk, key, incident), await create(desk, key, incident)];
      assert.equal(second.text, first.text);
      assert.deepEqual([first.isReplayed, second.isReplayed], [false, true]);
      const other = await create(desk, newKey(), incident);
      assert.notEqual(other.text, first.text, 'another key has the same response');
    },
  },
  {
    ...common,
    row: 'beyond.2',
    name: 'a key is refused with another request, and if it is too long',
    async run(world) {
      const { desk, service_id } = await world.given(state);
      const key = newKey();
      await create(desk, key, { title: 'A create with a key', service_id });
      const { text } = await create(desk, key, { title: 'Another create with the same key', service_id });
      assert.match(text, FAILED_KEY);
      const long = await create(desk, 'x'.repeat(256), { title: 'A create with a long key', service_id });
      assert.match(long.text, /\[E400\] The Idempotency-Key must have 1 to 255 printable characters/);
    },
  },
  {
    ...common,
    row: 'beyond.4',
    name: 'a response with an entity tag is not sent to a client that names the tag',
    writes: false,
    operations: ['services.get'],
    async run(world) {
      const { desk, service_id } = await world.given(state);
      const read = (tag?: string) =>
        desk.raw.GET('/services/{id}.{format}', {
          params: { path: { id: service_id } },
          parseAs: 'text',
          ...(tag && { headers: { 'If-None-Match': tag } }),
        });
      let tag: string | null = null;
      for (let attempt = 0; attempt < 3 && !tag; attempt += 1)
        tag = (await read()).response.headers.get('etag');
      if (!tag) throw new StateUnavailableError('the provider offers no conditional reads: ETag is missing');
      const { data, response } = await read(tag);
      // Something may have been written since, which empties a cache.
      if (response.status === 200) assert.match(String(data), /"status":"Success"/);
      else assert.deepEqual([response.status, response.headers.get('etag')], [304, tag]);
      assert.equal((await read('"another"')).response.status, 200);
    },
  },
];
