import type { FastifyInstance } from 'fastify';
import { createApp } from '../app.ts';
import { listen, originOf } from '../http/listening.ts';
import type { HourlyCounts } from '../store/engine.ts';
import { countInMemory } from '../store/hourly-counts.ts';
import { openMemory } from '../store/memory.ts';
import type { Seconds } from '../store/schema.ts';
import { type Store, storeOn } from '../store/store.ts';
import { SandboxClock } from './clock.ts';
import { CONTROL, registerControl } from './control.ts';
import { FaultQueue, raiseFaults } from './faults.ts';
import { keepWorld, restoreWorld } from './kept-world.ts';
import { type Making, makeWorld } from './made-world.ts';
import { mailsIn, type SandboxMail } from './mails.ts';
import { type RecordedRequest, RequestLog } from './requests.ts';
import { type Tokens, WORLDS, type WorldName } from './worlds.ts';

const DAY = 24 * 60 * 60;

/** How a sandbox is started. */
export interface SandboxOptions {
  /** `demo`, the world of the documentation's examples, unless given; `empty` has an account, an agent and a service. */
  world?: WorldName;
  /** A free one unless given. */
  port?: number;
  /** The address that it binds; only this machine reaches it unless given. */
  host?: string;
  /** What its clock shows in the beginning; 24 March 2010, 9:00 UTC, the demo world's moment, unless given. */
  now?: string | Date;
  /** Days by which the demo world and its clock are later, as `serve --demo` has it happen lately; none unless given. */
  shift?: number;
  /** Seconds by which each call moves its clock on; 1 unless given. */
  tick?: number;
  /** Requests an hour of each token; any number unless given. */
  rateLimit?: number | null;
  /** Origins of pages whose scripts may call the API, such as `http://localhost:5173`; none unless given. */
  corsOrigins?: readonly string[];
}

/** A provider of v1 in memory that others test against. */
export interface Sandbox extends AsyncDisposable {
  /** Where it listens, without a path: `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Where the API is, which is what clients are given: `http://127.0.0.1:41234/v1`. */
  readonly baseUrl: string;
  /** The token of an agent. */
  readonly token: string;
  readonly tokens: Tokens;
  readonly clock: SandboxClock;
  /** The requests that it got, oldest first: the last thousand. */
  readonly requests: readonly RecordedRequest[];
  /** What goes wrong with the calls to come. */
  readonly faults: FaultQueue;
  /** The mails that calls have caused, oldest first. None of them leaves. */
  mails(): Promise<SandboxMail[]>;
  /** Takes the world and the clock back to their beginning; requests, mails and faults that wait are forgotten. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** What a sandbox is put together from, by those who need it in another way. */
export interface Parts extends SandboxOptions {
  /** Where its world is, and is kept. */
  store: Store;
  /** Is called with each reset, to forget what is no part of the world. */
  forget?: () => void;
  /** Registers what has to see answers before faults spoil them. */
  prepare?: (app: FastifyInstance, reset: () => Promise<void>) => void;
}

/**
 * Starts a provider of v1 in memory, for tests: it can be reset, its clock can be set, it records what it is asked, and it
 * fails on demand. It ends with {@link Sandbox.close} or `await using`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const store = storeOn(await openMemory(await imageOf(options.world ?? 'demo', (options.shift ?? 0) * DAY)));
  let hours = countInMemory();
  const forget = () => {
    hours = countInMemory();
  };
  const hourlyCounts: HourlyCounts = { add: (...request) => hours.add(...request) };
  return serveSandbox({ ...options, store: { ...store, hourlyCounts }, forget });
}

/** Serves a sandbox on a store that {@link seedAndKeep} has filled. */
export async function serveSandbox({ store, forget, prepare, ...options }: Parts): Promise<Sandbox> {
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

  async function reset(): Promise<void> {
    await store.write(account, restoreWorld);
    clock.reset();
    faults.clear();
    log.clear();
    forget?.();
  }

  const make = (makings: Making[]) =>
    store.write(account, (db) => makeWorld(db, account, clock.now().getTime() / 1000, makings));
  const mails = () => mailsIn(store, account);
  const app = await createApp({
    store,
    clock: () => clock.ofCall(),
    rateLimit,
    corsOrigins,
    prepare: (prepared) => {
      log.follow(prepared, CONTROL);
      prepare?.(prepared, reset);
      raiseFaults(prepared, faults, (request, fault) => log.metFault(request, fault));
      log.noteAnswers(prepared);
      registerControl(prepared, { world, tokens, clock, faults, log, mails, make, reset });
    },
  });
  const listening = await listen(app, host, port);
  const url = originOf('http', host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host, listening);

  async function close(): Promise<void> {
    await app.close();
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
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Fills an empty store with a world, and keeps it for {@link Sandbox.reset}. */
export async function seedAndKeep(store: Store, world: WorldName, shift: Seconds = 0): Promise<void> {
  const { account, seed } = WORLDS[world];
  await store.write(account, async (db) => {
    await seed(db, shift);
    await keepWorld(db);
  });
}

/** A world is seeded once for all sandboxes of a process: loading its image takes a hundredth of that. */
const images = new Map<string, Promise<Uint8Array>>();

function imageOf(world: WorldName, shift: Seconds): Promise<Uint8Array> {
  const key = `${world} ${shift}`;
  const known = images.get(key) ?? makeImage(world, shift);
  images.set(key, known);
  return known;
}

async function makeImage(world: WorldName, shift: Seconds): Promise<Uint8Array> {
  const engine = await openMemory();
  const store = storeOn(engine);
  await seedAndKeep(store, world, shift);
  const image = engine.image();
  await store.close();
  return image;
}
