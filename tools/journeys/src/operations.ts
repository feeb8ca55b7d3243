import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type OperationId, operationTable } from '@service-desk/client';
import type { Browser } from 'playwright-core';

/** Where each test file leaves a list of the operations that it had the desk call. */
export const operationsFolder = path.resolve(import.meta.dirname, '../reports/operations');

/** The operations by the length of their paths, those with the fewest ids first: `users/current_user` before `users/{id}`. */
const byLength = Map.groupBy(
  Object.entries(operationTable)
    .map(([id, { method, path, ids }]) => ({
      id: id as OperationId,
      method,
      parts: path.slice(1).replace('.{format}', '').split('/'),
      ids: ids.length,
    }))
    .toSorted((a, b) => a.ids - b.ids),
  ({ parts }) => parts.length,
);

/** The operation that a request to the API is, by its method and its address: `/v1/incidents/13543.json?limit=1`. */
export function operationOf(method: string, address: string): OperationId | undefined {
  const [pathname = ''] = address.split('?');
  const parts = pathname
    .replace(/^\/v1\//, '')
    .replace(/\.(json|xml)$/, '')
    .split('/');
  return byLength
    .get(parts.length)
    ?.find(
      (operation) =>
        operation.method === method &&
        operation.parts.every((part, index) => part.startsWith('{') || part === parts[index]),
    )?.id;
}

/** What each test file has had called. A file may use more than one browser. */
const calledBy = new Map<string, Set<OperationId>>();

/**
 * Notes from now on which operations the windows of a browser call, as far as they succeed.
 *
 * @returns keeps for `npm run desk-operations` what the test file has had called until then
 */
export function noteOperations(browser: Browser, url: string, file: string): () => void {
  const called = calledBy.get(file) ?? new Set();
  calledBy.set(file, called);
  browser.on('context', (context) => {
    context.on('response', async (response) => {
      const request = response.request();
      const leads = response.status() === 302;
      if (!(response.ok() || leads) || !request.url().startsWith(`${url}/v1/`)) return;
      const id = operationOf(request.method(), request.url().slice(url.length));
      if (!id || called.has(id)) return;
      // A fault is a 200 in v1. Of a page that is gone there is nothing left to read, and a redirect has no body.
      const text = leads ? '' : await response.text().catch(() => '"Failed"');
      if (!text.includes('"Failed"')) called.add(id);
    });
  });
  return () => {
    mkdirSync(operationsFolder, { recursive: true });
    const name = `${path.basename(file, '.ts')}.json`;
    writeFileSync(path.join(operationsFolder, name), `${JSON.stringify([...called].sort(), null, 2)}\n`);
  };
}
