import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/demo-world.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import { EMPTY_ACCOUNT, EMPTY_TOKENS, seedEmptyWorld } from './empty-world.ts';

/** The initial data of a sandbox: the demo world, or only what calls need to work. */
export type WorldName = 'demo' | 'empty';

/** The tokens of a sandbox. */
export interface Tokens {
  /** The token of an agent. */
  agent: string;
  /** The account-wide token, with access to all records. */
  account: string;
}

interface SandboxWorld {
  account: Id;
  tokens: Tokens;
  /** The initial time. */
  now: string;
  /** Seeds an empty database. The dates of the demo world are shifted by `shift` seconds. */
  seed(db: Db, shift: Seconds): Promise<void>;
}

const [dan, , account] = DEMO_TOKENS;

export const WORLDS: Readonly<Record<WorldName, SandboxWorld>> = {
  demo: {
    account: WORLD_ACCOUNT,
    tokens: { agent: dan, account },
    now: WORLD_NOW,
    seed: (db, shift) => seedWorld(db, { shift }),
  },
  empty: {
    account: EMPTY_ACCOUNT,
    tokens: EMPTY_TOKENS,
    now: WORLD_NOW,
    seed: (db) => seedEmptyWorld(db, Date.parse(WORLD_NOW) / 1000),
  },
};
