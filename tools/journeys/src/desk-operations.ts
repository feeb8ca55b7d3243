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
    reason: 'the response of the record contains its notes in full',
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
  { reason: 'the list contains it in full', operations: each(['get'], 'configItems.comments') },
  {
    reason: 'the response of the record contains its watches',
    operations: each(
      ['list', 'get'],
      'incidents.watches',
      'problems.watches',
      'changes.watches',
      'releases.watches',
      'configItems.watches',
    ),
  },
  { reason: 'the response of the record contains its links', operations: each(['list', 'get'], 'links') },
  {
    reason: 'the response of the record contains the same list',
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
    reason: 'the response of the service contains it',
    operations: each(['get'], 'services.serviceActivityTypes', 'services.servicePriorities'),
  },
  {
    reason: 'the responses of people contain the URLs of their pictures',
    operations: each(['get'], 'avatars'),
  },
  {
    reason: 'a second path for the same comments',
    operations: each(
      all,
      'changes.issues.issueComments',
      'changes.testers.issues.issueComments',
      'releases.issues.issueComments',
      'releases.releaseRecords.recordNotes',
    ),
  },
  {
    reason: 'v1 has no operation that finds messages and articles',
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
    `The journeys call ${usable.length - open.length} of ${usable.length} operations that a desk can use, of ${every.length} in total`,
  );
  console.log(`\nNot called yet (${open.length}):`);
  for (const id of open) console.log(`  ${id}`);
  console.log(`\nNot useful in a desk (${excused.size}):`);
  for (const { reason, operations } of unused) {
    console.log(`  ${reason} (${operations.length}): ${operations.join(', ')}`);
  }
  const wrong = [...excused].filter((id) => called.has(id));
  if (wrong.length > 0) console.log(`\nCalled although they are listed as not useful: ${wrong.join(', ')}`);
}

main();
