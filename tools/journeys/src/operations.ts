import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type OperationId, operationTable } from '@service-desk/client';
import type { Browser, BrowserContext } from 'playwright-core';

/** The folder in which each test file records the operations that the desk has called. */
export const operationsFolder = path.resolve(import.meta.dirname, '../reports/operations');

/** The operations, those with the fewest ids first: `users/current_user` before `users/{id}`. */
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

/** The operation of a request, by its method and address, such as `/v1/incidents/13543.json?limit=1`. */
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

/** The calls of each test file, of all its servers. */
const calledBy = new Map<string, Set<OperationId>>();

/**
 * Starts to record the successful operations that the windows of a browser call.
 *
 * @returns a function that stores the records of the test file for `npm run desk-operations`
 */
export function noteOperations(browser: Browser, url: string, file: string): () => void {
  const called = calledBy.get(file) ?? new Set();
  calledBy.set(file, called);
  function note(context: BrowserContext): void {
    context.on('response', async (response) => {
      const request = response.request();
      const leads = response.status() === 302;
      if (!(response.ok() || leads) || !request.url().startsWith(`${url}/v1/`)) return;
      const id = operationOf(request.method(), request.url().slice(url.length));
      if (!id || called.has(id)) return;
      // A fault is a 200 in v1, so the body is needed. A closed page has no bodies left, and a redirect has none.
      const text = leads ? '' : await response.text().catch(() => '"Failed"');
      if (!text.includes('"Failed"')) called.add(id);
    });
  }
  browser.on('context', note);
  return () => {
    browser.off('context', note);
    mkdirSync(operationsFolder, { recursive: true });
    const name = `${path.basename(file, '.ts')}.json`;
    writeFileSync(path.join(operationsFolder, name), `${JSON.stringify([...called].sort(), null, 2)}\n`);
  };
}
