import { expect, test } from 'vitest';
import { killUpgrades } from './upgrades.ts';

test('an upgrade that is killed goes on when it is started again', async () => {
  const { kills, stuck, different } = await killUpgrades(2, 20_000);
  expect({ kills, stuck, different }).toEqual({ kills: 2, stuck: [], different: 0 });
});
