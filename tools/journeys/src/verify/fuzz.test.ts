import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/run.ts';

test('what nobody should send breaks nothing', { timeout: 180_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`npm run fuzz -w @service-desk/journeys -- --requests 1600 --seed ${seed}`);
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
