/** A task as Nx records it in the run's file. */
export interface RunTask {
  target: string;
  projectName: string;
  /** What it ended with: 0 when it was good. */
  status: number;
}

/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults?: {
    /** The file. */
    name: string;
    /** Why the file could not be run, or blank. */
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

/** A test that failed. */
export interface FailedTest {
  file: string;
  /** Its name with those around it, or blank where the whole file failed. */
  name: string;
  message: string;
}

export interface Summary {
  passed: number;
  failed: number;
  /** The tasks that failed, as `project:target`. */
  broken: string[];
  /** What failed in those tasks, where a report tells. */
  tests: FailedTest[];
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
  const summary: Summary = { passed: 0, failed: 0, broken: [], tests: [] };
  for (const task of tasks) {
    const good = task.status === 0;
    const report = TESTED.has(task.target) ? reportOf(task) : undefined;
    if (!good) summary.broken.push(`${task.projectName}:${task.target}`);
    if (report) {
      summary.tests.push(...failedTests(report));
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

function failedTests({ testResults = [] }: TestReport): FailedTest[] {
  return testResults.flatMap(({ name: file, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (message && failed.length === 0) return [{ file, name: '', message }];
    return failed.map(({ fullName, failureMessages }) => ({
      file,
      name: fullName,
      message: (failureMessages ?? []).join('\n'),
    }));
  });
}
