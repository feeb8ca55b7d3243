/** A task as Nx records it in the run's file. */
export interface RunTask {
  target: string;
  projectName: string;
  status: string;
}

/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
}

export interface Summary {
  passed: number;
  failed: number;
  /** The tasks that failed, as `project:target`. */
  broken: string[];
}

/** The targets whose tasks are counted by the tests in their report. */
const TESTED = new Set(['test', 'verify', 'e2e']);
/** The targets whose tasks count as one check each; the others only prepare and count when they break. */
const CHECKS = new Set(['lint', 'typecheck']);

/**
 * Adds up a run: every test of a report, every lint and typecheck as one. A task that failed without a failed test to
 * show for it (it crashed, it did not build) counts as one failure, so that red is never summed up as green.
 */
export function summarize(tasks: RunTask[], reportOf: (task: RunTask) => TestReport | undefined): Summary {
  const summary: Summary = { passed: 0, failed: 0, broken: [] };
  for (const task of tasks) {
    const good = task.status !== 'failure';
    const report = TESTED.has(task.target) ? reportOf(task) : undefined;
    if (!good) summary.broken.push(`${task.projectName}:${task.target}`);
    if (report) {
      summary.passed += report.numPassedTests;
      summary.failed += good ? report.numFailedTests : Math.max(1, report.numFailedTests);
    } else if (!good || TESTED.has(task.target)) {
      summary.failed += 1;
    } else if (CHECKS.has(task.target)) {
      summary.passed += 1;
    }
  }
  return summary;
}
