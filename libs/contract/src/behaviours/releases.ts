import assert from 'node:assert/strict';
import type { OperationId, Release, ReleaseUpdate, ReleaseWrite } from '@service-desk/client';
import { assertFaults, type Behaviour, everyOf, type Given, idsOf, type World } from './behaviour.ts';

const written: readonly OperationId[] = ['releases.create', 'releases.update'];

const closure = {
  closed_at: '2010-03-24T08:45:00Z',
  closure_code: 1,
  closure_comment: 'Live for a week.',
} as const;

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

/** What brings a release from new to each status. */
const paths: Readonly<Record<number, readonly ReleaseUpdate[]>> = {
  1: [],
  2: [{ status: 2 }],
  3: [{ status: 3 }],
  4: [{ status: 2 }, { status: 4 }],
  5: [{ status: 3 }, { status: 5 }],
};

const names = ['Yet to be Submitted', 'Pending Approval', 'Release Approved', 'Release Declined', 'Released'];
const moves: Readonly<Record<number, readonly number[]>> = { 1: [2, 3], 2: [3, 4], 3: [5], 4: [2], 5: [] };

/** Releases: their life cycle, review, closing and lists. */
export const releaseBehaviours: readonly Behaviour[] = [
  ...Object.entries(moves).map(
    ([from, allowed]): Behaviour => ({
      name: `a release in status ${from} goes to ${allowed.join(' and ') || 'no other'}, closing apart`,
      row: 'releases.3',
      operations: written,
      needs: ['a service with releases'],
      writes: true,
      async run(world) {
        for (const to of [1, 2, 3, 4, 5] as const) {
          if (String(to) === from) continue;
          const { desk, release } = await givenNewRelease(world);
          for (const step of paths[Number(from)] ?? []) await desk.releases.update(release.id, step);
          const move = desk.releases.update(release.id, { status: to });
          if (allowed.includes(to)) {
            assert.equal((await move).status, to);
          } else {
            const text = `status can't go from ${names[Number(from) - 1]} to ${names[to - 1]}`;
            await assertFaults(move, [text]);
            assert.equal((await desk.releases.get(release.id)).status, Number(from), 'nothing is written');
          }
        }
      },
    }),
  ),
  {
    name: 'the dates of a release bring its status, in the order of the life cycle',
    row: 'releases.4',
    operations: written,
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const at = '2010-03-24T08:30:00Z';
      const { desk, release, callerId } = await givenNewRelease(world);
      const approved = await desk.releases.update(release.id, {
        approved_at: at,
        submitted_for_approval_at: at,
      });
      assert.equal(approved.status, 3);
      assert.equal(approved.approved_by_user, callerId);
      assert.equal(approved.submitted_for_approval_by_user?.id, callerId);
      const complete = await desk.releases.update(release.id, { complete_at: at });
      assert.equal(complete.status, 5);
      assert.equal(complete.released_to_production_at ?? '', '');
    },
  },
  {
    name: 'a written status stamps its date',
    row: 'releases.4',
    operations: written,
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, release, callerId } = await givenNewRelease(world);
      const submitted = await desk.releases.update(release.id, { status: 2 });
      assert.notEqual(submitted.submitted_for_approval_at ?? '', '');
      assert.equal(submitted.submitted_for_approval_by_user?.id, callerId);
      assert.notEqual((await desk.releases.update(release.id, { status: 4 })).declined_at ?? '', '');
    },
  },
  {
    name: 'a closed release is off the list, and re-opening takes it back to the status before',
    row: 'releases.5',
    operations: [...written, 'releases.list', 'releases.get'],
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, release } = await givenNewRelease(world, { status: 3 });
      const listed = async () => idsOf(await everyOf(desk.releases.list({ limit: 100 })));
      assert.equal((await listed())[0], release.id, 'newest number first');
      await assertFaults(desk.releases.update(release.id, { status: 6 }), [
        "closure_code can't be blank",
        "closure_comment can't be blank",
      ]);
      const closed = await desk.releases.update(release.id, closure);
      assert.equal(closed.status, 6);
      assert.ok(!(await listed()).includes(release.id), 'still on the list');
      assert.deepEqual(await desk.releases.get(release.id), closed);
      await assertFaults(desk.releases.update(release.id, { status: 5 }), [
        "status can't go from Closed to Released",
      ]);
      const opened = await desk.releases.update(release.id, { closed_at: '', closure_code: '' });
      assert.equal(opened.status, 3);
      assert.equal(opened.closed_at ?? '', '');
      assert.equal(opened.closure_code, '');
      assert.equal(opened.closure_comment, '');
      assert.equal(opened.closed_by_user, null);
      assert.ok((await listed()).includes(release.id), 'back on the list');
    },
  },
  {
    name: 'the review of a release is completed by a flag and taken back by it',
    row: 'releases.6',
    operations: written,
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, release, callerId } = await givenNewRelease(world);
      const done = await desk.releases.update(release.id, { review_completed: 1 });
      assert.notEqual(done.review_completed_at ?? '', '');
      assert.equal(done.review_completed_by_user_id, callerId);
      assert.equal(done.status, release.status, 'a review is no move');
      const undone = await desk.releases.update(release.id, { review_closed: false });
      assert.equal(undone.review_completed_at ?? '', '');
      assert.equal(undone.review_completed_by_user_id, '');
    },
  },
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
    name: 'the notes of a release stand in its lists under their other names',
    row: 'releases.11',
    operations: ['releases.create', 'releases.components.list', 'releases.comments.list'],
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const texts = { release_component: 'A', component: 'B', instruction: 'C', backout: 'D', comment: 'E' };
      const { desk, release } = await givenNewRelease(world, texts);
      assert.deepEqual(
        release.release_components.map((each) => each.release_component.note),
        ['A'],
      );
      assert.deepEqual(await desk.releases.components.list(release.id), release.release_components);
      assert.deepEqual(await desk.releases.instructions.list(release.id), release.release_instructions);
      assert.deepEqual(await desk.releases.backouts.list(release.id), release.backout_plans);
      assert.deepEqual(await desk.releases.comments.list(release.id), release.discussions);
      assert.equal(release.discussions[0]?.discussion.note, 'E');
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
  {
    name: 'a release record changes no field of its release',
    row: 'records.3',
    operations: [
      'releases.releaseRecords.create',
      'releases.releaseRecords.list',
      'releases.releaseRecords.recordNotes.create',
      'releases.get',
    ],
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, release } = await givenNewRelease(world, { status: 3 });
      const record = await desk.releases.releaseRecords.create(release.id, {
        reference: 'build 1',
        released_at: '2010-03-24T08:50:00Z',
        released_to: 'production',
        release_status: 1,
      });
      await desk.releases.releaseRecords.recordNotes.create(release.id, record.id, { note: 'Went well.' });
      const after = await desk.releases.get(release.id);
      assert.deepEqual({ ...after, release_records: [] }, release);
      assert.deepEqual(after.release_records, await desk.releases.releaseRecords.list(release.id));
      assert.equal(after.release_records[0]?.release_record.id, record.id);
    },
  },
  {
    name: 'a release that is read and sent back whole changes nothing',
    row: 'releases.9',
    operations: ['releases.get', 'releases.update'],
    needs: ['a closed release'],
    writes: true,
    async run(world) {
      const { desk, release_id } = await world.given('a closed release');
      const read = await desk.releases.get(release_id);
      assert.deepEqual(await desk.releases.update(release_id, read as ReleaseUpdate), read);
    },
  },
];
