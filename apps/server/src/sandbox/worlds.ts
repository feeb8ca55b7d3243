import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/world.ts';
import type { Id, Seconds } from '../store/schema.ts';
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
  /** Fills an empty database; the demo world happens so many seconds later than it was written down. */
  seed(db: Db, shift: Seconds): Promise<void>;
}

const [dan, , account] = DEMO_TOKENS;

export const WORLDS: Readonly<Record<WorldName, World>> = {
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
