import { expect, test } from 'vitest';
import { type RunTask, summarize } from './summary.ts';

function task(target: string, status = 'success'): RunTask {
  return { target, projectName: 'server', status };
}

test('tests are counted one by one, checks once, preparations not at all', () => {
  const summary = summarize([task('test'), task('lint'), task('typecheck'), task('build')], () => ({
    numPassedTests: 40,
    numFailedTests: 0,
  }));
  expect(summary).toEqual({ passed: 42, failed: 0, broken: [] });
});

test('failed tests are counted and their task is named', () => {
  const summary = summarize([task('test', 'failure')], () => ({ numPassedTests: 39, numFailedTests: 1 }));
  expect(summary).toEqual({ passed: 39, failed: 1, broken: ['server:test'] });
});

test('a task that crashed after its tests passed is still a failure', () => {
  const summary = summarize([task('test', 'failure')], () => ({ numPassedTests: 40, numFailedTests: 0 }));
  expect(summary.failed).toBe(1);
});

test('a test task without a report is a failure, and so is a build that broke', () => {
  expect(summarize([task('test')], () => undefined).failed).toBe(1);
  expect(summarize([task('build', 'failure')], () => undefined).failed).toBe(1);
});
