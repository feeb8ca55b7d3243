import type { FastifyInstance } from 'fastify';
import { createApp } from '../app.ts';
import { listen, originOf } from '../http/listening.ts';
import type { HourlyCounts } from '../store/engine.ts';
import { countInMemory } from '../store/hourly-counts.ts';
import { openInMemory } from '../store/in-memory.ts';
import type { Seconds } from '../store/schema.ts';
import { type Store, storeOn } from '../store/store.ts';
import { CONTROL, registerControl } from './control.ts';
import { FaultQueue, injectFaults } from './fault-injection.ts';
import { createFixtures, type Fixture } from './fixtures.ts';
import { mailsIn, type SandboxMail } from './mails.ts';
import { type RecordedRequest, RequestLog } from './request-log.ts';
import { SandboxClock } from './sandbox-clock.ts';
import { SandboxWebhooks } from './sandbox-webhooks.ts';
import { restoreSnapshot, takeSnapshot } from './world-snapshot.ts';
import { type Tokens, WORLDS, type WorldName } from './worlds.ts';

const DAY = 24 * 60 * 60;

/** The options of a sandbox. */
export interface SandboxOptions {
  /** The initial data: `demo` (default), as in the documentation's examples; `empty` has an account, an agent and a service. */
  world?: WorldName;
  /** The port; any free one by default. */
  port?: number;
  /** The address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** The initial time of its clock; 24 March 2010, 9:00 UTC, that of the demo world, by default. */
  now?: string | Date;
  /** Days to shift the dates of the demo world and the clock by, as `serve --demo` does; 0 by default. */
  shift?: number;
  /** Seconds that its clock advances with each call; 1 by default. */
  tick?: number;
  /** Requests per hour of each token; unlimited by default. */
  rateLimit?: number | null;
  /** Origins whose pages may call the API, such as `http://localhost:5173`; none by default. */
  corsOrigins?: readonly string[];
}

/** An in-memory provider of v1 for tests. */
export interface Sandbox extends AsyncDisposable {
  /** Its origin: `http://127.0.0.1:41234`. */
  readonly url: string;
  /** The base URL of the API, for clients: `http://127.0.0.1:41234/v1`. */
  readonly baseUrl: string;
  /** The token of an agent. */
  readonly token: string;
  readonly tokens: Tokens;
  readonly clock: SandboxClock;
  /** The last thousand requests that it received, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** The faults of the next calls. */
  readonly faults: FaultQueue;
  /** The mails that calls have caused, oldest first. They are not sent. */
  mails(): Promise<SandboxMail[]>;
  /** Delivers the events of records, to receivers in this process or elsewhere. */
  readonly webhooks: SandboxWebhooks;
  /** Resets the data and the clock to their initial state, and clears requests, mails, webhooks and queued faults. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The options of a sandbox on a given store. */
export interface ServeSandboxOptions extends SandboxOptions {
  /** A store with data and a snapshot of it. */
  store: Store;
  /** Called on each reset, to clear state outside of the store. */
  onReset?: () => void;
  /** Registers hooks that must see responses before faults are injected. */
  prepare?: (app: FastifyInstance) => void;
}

/**
 * Starts an in-memory provider of v1 for tests. It can be reset, its clock can be set, it records requests and injects
 * faults. It is closed by {@link Sandbox.close} or `await using`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const store = storeOn(
    await openInMemory(await imageOf(options.world ?? 'demo', (options.shift ?? 0) * DAY)),
  );
  let hours = countInMemory();
  const onReset = () => {
    hours = countInMemory();
  };
  const hourlyCounts: HourlyCounts = { add: (...request) => hours.add(...request) };
  return serveSandbox({ ...options, store: { ...store, hourlyCounts }, onReset });
}

/** Serves a sandbox on a store that {@link seedWithSnapshot} has seeded. */
export async function serveSandbox({
  store,
  onReset,
  prepare,
  ...options
}: ServeSandboxOptions): Promise<Sandbox> {
  const {
    world = 'demo',
    shift = 0,
    port = 0,
    host = '127.0.0.1',
    rateLimit = null,
    corsOrigins = [],
  } = options;
  const { account, tokens, now } = WORLDS[world];
  const clock = new SandboxClock(options.now ?? new Date(Date.parse(now) + shift * DAY * 1000), options.tick);
  const log = new RequestLog();
  const faults = new FaultQueue();
  const webhooks = new SandboxWebhooks(store, account);

  async function reset(): Promise<void> {
    await store.write(account, restoreSnapshot);
    clock.reset();
    faults.clear();
    log.clear();
    webhooks.clear();
    onReset?.();
  }

  const create = (fixtures: Fixture[]) =>
    store.write(account, (db) => createFixtures(db, account, clock.now().getTime() / 1000, fixtures));
  const mails = () => mailsIn(store, account);
  const app = await createApp({
    store,
    clock: () => clock.ofCall(),
    rateLimit,
    corsOrigins,
    onEvents: (_account, webhook) => webhooks.deliver(webhook),
    prepare: (prepared) => {
      log.recordRequests(prepared, CONTROL);
      prepare?.(prepared);
      injectFaults(prepared, faults, (request, fault) => log.recordFault(request, fault));
      log.recordResponses(prepared);
      registerControl(prepared, { world, tokens, clock, faults, log, mails, webhooks, create, reset });
    },
  });
  const listening = await listen(app, host, port);
  const url = originOf('http', host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host, listening);

  async function close(): Promise<void> {
    await app.close();
    await webhooks.sent();
    await store.close();
  }
  return {
    url,
    baseUrl: `${url}/v1`,
    token: tokens.agent,
    tokens,
    clock,
    get requests() {
      return log.entries;
    },
    faults,
    mails,
    webhooks,
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Seeds an empty store with a world, and takes a snapshot for {@link Sandbox.reset}. */
export async function seedWithSnapshot(store: Store, world: WorldName, shift: Seconds = 0): Promise<void> {
  const { account, seed } = WORLDS[world];
  await store.write(account, async (db) => {
    await seed(db, shift);
    await takeSnapshot(db);
  });
}

/** Each world is seeded once per process. Loading its image takes a hundredth of the time. */
const images = new Map<string, Promise<Uint8Array>>();

function imageOf(world: WorldName, shift: Seconds): Promise<Uint8Array> {
  const key = `${world} ${shift}`;
  const image = images.get(key) ?? createImage(world, shift);
  images.set(key, image);
  return image;
}

async function createImage(world: WorldName, shift: Seconds): Promise<Uint8Array> {
  const engine = await openInMemory();
  const store = storeOn(engine);
  await seedWithSnapshot(store, world, shift);
  const image = engine.image();
  await store.close();
  return image;
}
