import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

interface TaskInputs {
  /** Files in the repository. */
  files: string[];
  /** Files that other tasks write. */
  depOutputs: string[];
}

interface Inspector {
  init(): Promise<void>;
  inspectTaskInputs(task: { project: string; target: string }): Record<string, TaskInputs>;
}

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../../..');

/** What each task reads. */
const tasks = new Map<string, TaskInputs>();

beforeAll(async () => {
  const { createProjectGraphAsync } = require('nx/src/devkit-exports.js');
  const { HashPlanInspector } = require('nx/src/hasher/hash-plan-inspector.js');
  const graph = await createProjectGraphAsync({ exitOnError: false });
  const inspector: Inspector = new HashPlanInspector(graph, root);
  await inspector.init();
  for (const [project, { data }] of Object.entries<{ data: { targets: object } }>(graph.nodes)) {
    for (const target of Object.keys(data.targets)) {
      const inputs = inspector.inspectTaskInputs({ project, target });
      const task = `${project}:${target}`;
      tasks.set(task.replace('@service-desk/', ''), inputs[task] as TaskInputs);
    }
  }
}, 60_000);

/** The tasks that run again when this file is edited and each task that reads it writes something else. */
function rerunBy(file: string): string[] {
  const changed = new Set([file]);
  const rerun = new Set<string>();
  for (let before = -1; before !== rerun.size; ) {
    before = rerun.size;
    for (const [task, { files, depOutputs }] of tasks) {
      if (![...files, ...depOutputs].some((input) => changed.has(input))) continue;
      rerun.add(task);
      for (const output of outputsOf(task)) changed.add(output);
    }
  }
  return [...rerun].filter((task) => CACHED.test(task)).toSorted();
}

/** What others read of what a task writes. */
function outputsOf(task: string): string[] {
  const [project, target] = task.split(':');
  if (task === 'spec:generate') return ['spec/dist/openapi.annotated.json', 'spec/dist/openapi.json'];
  if (task === 'spec:docs') return ['spec/dist/docs/index.html'];
  if (target !== 'generate') return [];
  const folder = { client: 'libs/client', contract: 'libs/contract', server: 'apps/server' }[project ?? ''];
  return ['types', 'operations', 'queries', 'scenarios', 'states'].map(
    (name) => `${folder}/src/generated/${name}.ts`,
  );
}

/** Tasks whose results Nx keeps; `start` and its like always run. */
const CACHED = /:(lint|generate|typecheck|build|docs|test|verify|e2e)$/;

/** The tasks named by patterns such as `client:*`. */
function matching(...patterns: string[]): string[] {
  const all = [...tasks.keys()].filter((task) => CACHED.test(task));
  return all.filter((task) => patterns.some((pattern) => path.matchesGlob(task, pattern))).toSorted();
}

describe('an edit runs again what reads it or what comes of it, and nothing else', () => {
  const readers = ['{client,contract,server}:{generate,typecheck,build,test}', 'desk:{typecheck,build,test}'];
  // It looks at every import.
  const boundaries = 'boundaries:lint';
  const journeys = 'journeys:{typecheck,verify,e2e}';
  const mutants = 'mutants:{typecheck,test}';

  test.each([
    [
      'spec/resources/incidents/schemas/Incident.yaml',
      [
        'spec:{lint,generate,docs}',
        ...readers,
        '{codegen,description,spec-rules}:test',
        '{api-changes,docs,bench,crash}:test',
        journeys,
        mutants,
      ],
    ],
    [
      'spec/docs/introduction.md',
      [
        'spec:{lint,generate,docs}',
        ...readers,
        '{codegen,description,spec-rules}:test',
        '{api-changes,docs,bench,crash}:test',
        journeys,
        mutants,
      ],
    ],
    ['spec/docs/limitations.md', ['spec:{lint,docs}', 'docs:test', 'server:test', 'journeys:{verify,e2e}']],
    [
      'tools/codegen/src/types.ts',
      [
        'codegen:*',
        boundaries,
        ...readers,
        '{docs,bench}:{typecheck,test}',
        'crash:test',
        'spec:docs',
        journeys,
        mutants,
      ],
    ],
    [
      'tools/codegen/src/published.ts',
      [
        'spec:{lint,generate,docs}',
        'codegen:*',
        boundaries,
        ...readers,
        '{docs,bench}:{typecheck,test}',
        '{api-changes,crash,description}:test',
        journeys,
        mutants,
      ],
    ],
    [
      'libs/description/src/operations.ts',
      [
        'description:*',
        boundaries,
        ...readers,
        '{api-changes,bench,codegen,docs}:{typecheck,test}',
        'crash:test',
        'spec:docs',
        journeys,
        mutants,
      ],
    ],
    ['tools/codegen/src/types.test.ts', ['codegen:*', boundaries]],
    ['tools/docs/src/pages.ts', ['docs:*', 'bench:{typecheck,test}', boundaries, 'spec:docs', journeys]],
    [
      'tools/api-changes/src/words.ts',
      ['api-changes:*', 'docs:{typecheck,test}', 'bench:typecheck', boundaries, 'spec:docs', 'journeys:e2e'],
    ],
    ['.changeset/first-release.md', ['{api-changes,docs}:test', 'spec:docs', 'journeys:e2e']],
    ['spec/releases/1.0.0.json.gz', ['{api-changes,docs}:test', 'spec:{lint,docs}', 'journeys:e2e']],
    ['tools/spec-rules/src/xml.ts', ['spec-rules:*', boundaries, 'spec:lint']],
    [
      'tools/spec-rules/src/short-forms.ts',
      [
        'spec-rules:*',
        boundaries,
        'spec:{lint,generate,docs}',
        ...readers,
        'codegen:test',
        'api-changes:typecheck',
        '{api-changes,docs,bench,crash}:test',
        journeys,
        mutants,
      ],
    ],
    ['tools/spec-rules/src/rules.test.ts', ['spec-rules:*', boundaries]],
    ['tools/boundaries/src/check.ts', ['boundaries:*']],
    [
      'libs/client/src/errors.ts',
      [
        boundaries,
        'client:{lint,typecheck,build,test}',
        'contract:{typecheck,build,test}',
        'desk:{typecheck,build,test}',
        'docs:test',
        'spec:docs',
        journeys,
        mutants,
      ],
    ],
    ['libs/client/src/service-desk.test.ts', [boundaries, 'client:{lint,typecheck,test}']],
    ['README.md', ['journeys:verify']],
    ['libs/client/README.md', ['client:{lint,typecheck,test}', 'journeys:verify']],
    ['apps/desk/src/main.tsx', ['desk:*', boundaries, 'journeys:{typecheck,e2e}']],
    [
      'apps/server/src/app.ts',
      [
        boundaries,
        'server:{lint,typecheck,build,test}',
        '{bench,crash,mutants}:test',
        'journeys:{typecheck,verify,e2e}',
      ],
    ],
    ['apps/server/src/cli/serve.test.ts', [boundaries, 'server:{lint,typecheck,test}']],
    ['tools/journeys/src/verify/contract.test.ts', [boundaries, 'journeys:{lint,typecheck,verify}']],
  ])('%s', (file, patterns) => {
    expect(rerunBy(file)).toEqual(matching(...patterns));
  });
});
