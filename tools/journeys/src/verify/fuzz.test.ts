import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/run.ts';

/** The same requests in each run of CI; `npm run fuzz -w @service-desk/journeys` takes another seed each time. */
const seed = 20_101_124;

test('malformed requests break nothing', async () => {
  const report = await fuzz({ seed, requests: 1600 });
  const { serverErrors, undocumented, unanswered, violations, unharmed } = report;
  expect({ serverErrors, undocumented, unanswered, violations, unharmed }).toEqual({
    serverErrors: [],
    undocumented: [],
    unanswered: [],
    violations: [],
    unharmed: true,
  });
  expect(report.requests).toBe(1600);
  expect(report.validated).toBeGreaterThan(800);
});
