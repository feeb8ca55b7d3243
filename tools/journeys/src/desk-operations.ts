import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type OperationId, operationTable } from '@service-desk/client';
import { operationsFolder } from './operations.ts';

/*
 * Prints which operations the desk has called in the journeys. Each test file records its own calls when it ends; a partial
 * run records the calls of that run only.
 */

/** Combines resources and verbs to operation ids. */
function each<const Verb extends string, const Resource extends string>(
  verbs: readonly Verb[],
  ...resources: Resource[]
): `${Resource}.${Verb}`[] {
  return resources.flatMap((resource) => verbs.map((verb) => `${resource}.${verb}` as const));
}

const all = ['list', 'get', 'create', 'update', 'delete'] as const;

/** The operations that the desk does not use, and why. The compiler checks that they exist. */
const unused: readonly { reason: string; operations: readonly OperationId[] }[] = [
  {
    reason: 'the record holds its notes whole',
    operations: each(
      ['list', 'get'],
      'incidents.comments',
      'incidents.resolutions',
      'incidents.symptoms',
      'problems.comments',
      'problems.rootCauses',
      'problems.symptoms',
      'problems.workarounds',
      'changes.changeNeeds',
      'changes.comments',
      'changes.descriptions',
      'changes.implementationChangeInstructions',
      'changes.implementationProgressNotes',
      'changes.reasons',
      'changes.testReviewInstructions',
      'releases.backouts',
      'releases.comments',
      'releases.components',
      'releases.instructions',
      'releases.reviewInstructions',
      'changes.issues.comments',
      'changes.testers.issues.comments',
      'releases.issues.comments',
      'releases.releaseRecords.comments',
    ),
  },
  { reason: 'the list holds it whole', operations: each(['get'], 'configItems.comments') },
  {
    reason: 'the record holds its watches',
    operations: each(
      ['list', 'get'],
      'incidents.watches',
      'problems.watches',
      'changes.watches',
      'releases.watches',
      'configItems.watches',
    ),
  },
  { reason: 'the record holds its links', operations: each(['list', 'get'], 'links') },
  {
    reason: 'the record holds the same list',
    operations: each(
      ['list'],
      'changes.issues',
      'changes.testers',
      'releases.issues',
      'releases.releaseRecords',
      'releases.reviewUsers',
    ),
  },
  {
    reason: 'the service holds it',
    operations: each(['get'], 'services.serviceActivityTypes', 'services.servicePriorities'),
  },
  { reason: 'pictures come with the people they show', operations: each(['get'], 'avatars') },
  {
    reason: 'a second path to comment on the same thing',
    operations: each(
      all,
      'changes.issues.issueComments',
      'changes.testers.issues.issueComments',
      'releases.issues.issueComments',
      'releases.releaseRecords.recordNotes',
    ),
  },
  {
    reason: 'v1 has no call that finds what is watched',
    operations: each(all, 'messages.watches', 'knowledgeArticles.watches'),
  },
];

/** The operations that the test files have recorded. Records of deleted files are ignored. */
function exercised(): Set<string> {
  const noted = globSync('*.json', { cwd: operationsFolder }).filter((name) =>
    existsSync(path.join(import.meta.dirname, 'e2e', name.replace(/json$/, 'ts'))),
  );
  return new Set(
    noted.flatMap((name) => JSON.parse(readFileSync(path.join(operationsFolder, name), 'utf8')) as string[]),
  );
}

function main(): void {
  const every = Object.keys(operationTable) as OperationId[];
  const excused = new Set<string>(unused.flatMap(({ operations }) => operations));
  const called = exercised();
  const usable = every.filter((id) => !excused.has(id));
  const open = usable.filter((id) => !called.has(id));
  console.log(
    `${usable.length - open.length} exercised of ${usable.length} that a desk can use, of ${every.length} in all`,
  );
  console.log(`\nnot exercised yet (${open.length}):`);
  for (const id of open) console.log(`  ${id}`);
  console.log(`\nof no use to a desk (${excused.size}):`);
  for (const { reason, operations } of unused) {
    console.log(`  ${reason} (${operations.length}): ${operations.join(', ')}`);
  }
  const wrong = [...excused].filter((id) => called.has(id));
  if (wrong.length > 0) console.log(`\nof use after all, take them off the list: ${wrong.join(', ')}`);
}

main();
