import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CollectionOutcome } from './outcome.ts';

const require = createRequire(import.meta.url);
const { openCollectionToBruno } = require('@usebruno/converters');
const { collectionSchema } = require('@usebruno/schema');
// Writes a collection into a folder, as an import does.
const { createCollectionFromBrunoObject } = require('@usebruno/cli/src/utils/collection.js');

const execute = promisify(execFile);

interface Report {
  results: {
    name: string;
    status: string;
    error: string | null;
    testResults: { status: string; error?: string }[];
  }[];
}

/** Imports a collection as Bruno does, and runs it with Bruno's command. */
export async function runBruno(collection: object, baseUrl: string): Promise<CollectionOutcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bruno-'));
  try {
    const imported = openCollectionToBruno(collection);
    await collectionSchema.validate(imported);
    await createCollectionFromBrunoObject(imported, folder, { format: 'yml' });
    const report = path.join(folder, 'report.json');
    const command = path.join(path.dirname(require.resolve('@usebruno/cli/package.json')), 'bin/bru.js');
    const args = ['run', '-r', '--env-var', `baseUrl=${baseUrl}`, '--reporter-json', report];
    await execute(process.execPath, [command, ...args], { cwd: folder, maxBuffer: 2 ** 26 }).catch(
      (error) => {
        // It exits with 1 if a test fails.
        if (error.code !== 1) throw error;
      },
    );
    const [{ results }] = JSON.parse(readFileSync(report, 'utf8')) as [Report];
    const failed = results.filter(
      ({ status, error, testResults }) =>
        error ||
        status !== 'pass' ||
        testResults.length === 0 ||
        testResults.some((test) => test.status !== 'pass'),
    );
    return {
      requests: results.length,
      failures: failed.map(({ name, error, testResults }) => ({
        request: name,
        reason: [error, ...testResults.map((test) => test.error)].filter(Boolean).join('; '),
      })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
