import assert from 'node:assert/strict';
import type { Release, ReleaseWrite } from '@service-desk/client';
import { assertFaults, type Behaviour, type Given, type World } from './behaviour.ts';

/** A new release of the caller's, not yet submitted. */
async function givenNewRelease(
  world: World,
  fields: ReleaseWrite = {},
): Promise<Given<'a service with releases'> & { release: Release; callerId: number | string }> {
  const state = await world.given('a service with releases');
  const caller = await state.desk.users.current();
  const release = await state.desk.releases.create({
    title: 'A behaviour of the contract',
    service_id: state.service_id,
    ...fields,
  });
  return { ...state, release, callerId: caller.id };
}

/** Releases: their service, and what a first review user begins. */
export const releaseBehaviours: readonly Behaviour[] = [
  {
    name: 'a release without a service gets that of its priority',
    row: 'releases.1',
    operations: ['releases.create'],
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, service_id, priority_id } = await world.given('a service with releases');
      const release = await desk.releases.create({ title: 'A behaviour', priority_id });
      assert.equal(release.service.id, service_id);
    },
  },
  {
    name: 'the first review user begins the review of a release, which he need not complete',
    row: 'reviewers.3',
    operations: ['releases.reviewUsers.create', 'releases.reviewUsers.delete', 'releases.get'],
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, release, callerId } = await givenNewRelease(world);
      assert.equal(release.review_created_at ?? '', '');
      const reviewer = await desk.releases.reviewUsers.create(release.id, { focus: 'All of it' });
      assert.equal(reviewer.owned_by?.id, callerId, 'the caller reviews');
      const begun = await desk.releases.get(release.id);
      assert.equal(Date.parse(begun.review_created_at ?? ''), Date.parse(reviewer.created_at));
      assert.deepEqual(
        { ...begun, review_created_at: '', review_users: [] },
        { ...release, review_created_at: '' },
        'nothing else changes',
      );
      const reviewed = await desk.releases.update(release.id, { review_completed: true });
      assert.notEqual(reviewed.review_completed_at ?? '', '');
      assert.equal((await desk.releases.reviewUsers.get(release.id, reviewer.id)).completed_at ?? '', '');
      assert.deepEqual(await desk.releases.reviewUsers.delete(release.id, reviewer.id), reviewer);
      await assertFaults(desk.releases.reviewUsers.get(release.id, reviewer.id), ['no review user found']);
      assert.deepEqual((await desk.releases.get(release.id)).review_users, []);
    },
  },
];
