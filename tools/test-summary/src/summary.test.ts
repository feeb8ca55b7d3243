import { expect, test } from 'vitest';
import { type RunTask, summarize } from './summary.ts';

function task(target: string, status = 0): RunTask {
  return { target, projectName: 'server', status };
}

test('tests are counted one by one, checks once, preparations not at all', () => {
  const summary = summarize([task('test'), task('lint'), task('typecheck'), task('build')], () => ({
    numPassedTests: 40,
    numFailedTests: 0,
  }));
  expect(summary).toEqual({ passed: 42, failed: 0, broken: [], tests: [] });
});

test('failed tests are counted and their task is named', () => {
  const summary = summarize([task('test', 1)], () => ({ numPassedTests: 39, numFailedTests: 1 }));
  expect(summary).toEqual({ passed: 39, failed: 1, broken: ['server:test'], tests: [] });
});

test('a task that crashed after its tests passed is still a failure', () => {
  const summary = summarize([task('test', 1)], () => ({ numPassedTests: 40, numFailedTests: 0 }));
  expect(summary.failed).toBe(1);
});

test('a test task without a report is a failure, and so is a build that broke', () => {
  expect(summarize([task('test')], () => undefined).failed).toBe(1);
  expect(summarize([task('build', 1)], () => undefined).failed).toBe(1);
});

test('tests that failed are reported with their messages, and files that could not be run', () => {
  const { tests } = summarize([task('test', 1)], () => ({
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      {
        name: 'a.test.ts',
        message: '',
        assertionResults: [
          { fullName: 'a holds', status: 'passed', failureMessages: [] },
          { fullName: 'a breaks', status: 'failed', failureMessages: ['expected 1 to be 2'] },
        ],
      },
      { name: 'b.test.ts', message: 'no such module', assertionResults: [] },
    ],
  }));
  expect(tests).toEqual([
    { file: 'a.test.ts', name: 'a breaks', message: 'expected 1 to be 2' },
    { file: 'b.test.ts', name: '', message: 'no such module' },
  ]);
});
