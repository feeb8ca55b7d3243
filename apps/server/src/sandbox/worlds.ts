import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/world.ts';
import type { Id } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import { EMPTY_ACCOUNT, EMPTY_TOKENS, seedEmptyWorld } from './empty-world.ts';

/** What a sandbox begins with: the demo world, or one that has nothing but what calls need to work. */
export type WorldName = 'demo' | 'empty';

/** Who may call. */
export interface Tokens {
  /** An agent's. */
  agent: string;
  /** Account-wide: it sees every record. */
  account: string;
}

interface World {
  account: Id;
  tokens: Tokens;
  /** The moment at which it begins. */
  now: string;
  seed(db: Db): Promise<void>;
}

const [dan, , account] = DEMO_TOKENS;

export const WORLDS: Readonly<Record<WorldName, World>> = {
  demo: {
    account: WORLD_ACCOUNT,
    tokens: { agent: dan, account },
    now: WORLD_NOW,
    seed: (db) => seedWorld(db, { shift: 0 }),
  },
  empty: {
    account: EMPTY_ACCOUNT,
    tokens: EMPTY_TOKENS,
    now: WORLD_NOW,
    seed: (db) => seedEmptyWorld(db, Date.parse(WORLD_NOW) / 1000),
  },
};
