import { expect, test } from 'vitest';
import { readDescription } from './description.ts';
import { ANY, effectOf, NOW, pathOf, type Standing } from './life-cycle.ts';
import { resourcesOf } from './resources.ts';

const resources = resourcesOf(readDescription());
const caller = { id: 7 };
const standing = (name: string, before: object) =>
  ({ resource: resources.find((each) => each.name === name), caller, before }) as unknown as Standing;

test('a transition derives the status from a date, and the date from a status', () => {
  const at = '2031-05-06T07:08:09Z';
  expect(effectOf(standing('changes', { change_status: 1 }), { submitted_for_approval_at: at })).toEqual({
    ...{ change_status: 2, submitted_for_approval_at: at, submitted_for_approval_by_user: caller },
  });
  expect(effectOf(standing('changes', { change_status: 2 }), { change_status: 3 })).toEqual({
    ...{ change_status: 3, approved_at: NOW },
  });
  expect(effectOf(standing('changes', { change_status: 3 }), { change_status: 1 })).toEqual([
    "change_status can't go from Approved to New",
  ]);
});

test('closing needs all required fields, and re-opening restores the status', () => {
  const change = standing('changes', { change_status: 3, closed_at: '' });
  const closing = { closed_at: '2031-05-06T07:08:09Z', closure_code: 1, closure_comment: 'Over.' };
  expect(effectOf(change, { closure_code: 1 })).toEqual([
    "closure_comment can't be blank",
    "closed_at can't be blank",
  ]);
  expect(effectOf(change, closing)).toEqual({ ...closing, closed_by_user: caller, change_status: 8 });
  change.before = { ...closing, change_status: 8 };
  expect(effectOf(change, { closed_at: '' })).toEqual({
    ...{ closed_at: '', closure_code: '', closure_comment: '', closed_by_user: '', change_status: 3 },
  });
});

test('a flag is a date of now, and the note is the comment', () => {
  const effect = effectOf(standing('incidents', { status: 'Open' }), {
    ...{ resolve_and_close: true, resolution: 'Done.' },
  });
  expect(effect).toEqual({
    ...{ status: 'Closed', resolved_at: NOW, resolved_by_user: caller, resolutions: ANY, latest_note: ANY },
    ...{ closed_at: NOW, closed_by_user: caller, closure_code: 0, closure_comment: 'Done.' },
  });
  expect(effectOf(standing('incidents', { status: 'Open' }), { resolved: true })).toEqual([
    "resolution can't be blank",
  ]);
});

test('there is a way from one status to another, or none', () => {
  const life = standing('changes', {}).resource.life;
  expect(pathOf(life, 4, 7)).toEqual([2, 3, 7]);
  expect(pathOf(life, 7, 1)).toBe(undefined);
});
