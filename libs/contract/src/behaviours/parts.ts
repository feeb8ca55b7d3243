import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';

/** What belongs to something else. */
export const partBehaviours: readonly Behaviour[] = [
  {
    name: "the picture of a service is at its avatar's address",
    row: 'pictures.1',
    operations: ['services.list', 'avatars.get'],
    needs: ['a service with a picture'],
    writes: false,
    async run(world) {
      const { desk, avatar_id } = await world.given('a service with a picture');
      const avatars = (await desk.services.list()).map(({ avatar }) => JSON.stringify(avatar));
      assert.ok(avatars.some((avatar) => avatar.includes(`/avatars/${avatar_id}"`)));
      assert.notEqual((await desk.avatars.get(avatar_id)).public_filename, '');
    },
  },
];
