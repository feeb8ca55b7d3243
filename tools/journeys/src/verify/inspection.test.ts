import type { OperationId } from '@service-desk/client';
import { inspectProvider } from '@service-desk/contract';
import { startSandboxProcess } from '@service-desk/test-kit/processes';
import { expect, test } from 'vitest';
import { faulty } from '../faulty.ts';

test('a response that is not of v1 is a finding, and the other checks still run', async () => {
  await using sandbox = await startSandboxProcess();
  const answered = (body: string) => (body.includes('"time_entry":') ? '<html>Bad gateway</html>' : body);
  await using proxy = await faulty(sandbox.url, { answered });
  const { findings, ended } = await inspectProvider({
    ...{ baseUrl: proxy.baseUrl, token: 'demo-luke', write: true },
    only: (operation: OperationId) => operation.startsWith('timeEntries.'),
  });
  const broken = findings.filter(({ outcome }) => outcome === 'broken');
  expect(broken).toContainEqual(
    expect.objectContaining({ resource: 'timeEntries', promise: 'wire: a response is not an envelope' }),
  );
  expect(broken.map(({ reference }) => reference)).toContain('timeEntries.create');
  expect(ended).toBeUndefined();
});
