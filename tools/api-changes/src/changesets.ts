import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseChangesetFile } from '@changesets/parse';

/** The package whose version is that of the API. */
export const PACKAGE = '@service-desk/spec';

/** How far a version moves, the least first. */
export const BUMPS = ['patch', 'minor', 'major'] as const;
export type Bump = (typeof BUMPS)[number];

/** What the changesets that wait for a release say of the API. */
export interface Announced {
  /** How far they move its version; undefined where none does. */
  bump: Bump | undefined;
  /** Why each thing that breaks does, by its place. */
  reasons: Map<string, string>;
  /** What a pre-release is marked by, such as alpha; undefined where the next release is none. */
  tag: string | undefined;
}

/** What breaks, and why: an entry of a list, which may run over several lines. */
const NAMED = /(?<=^|\n)[-*] breaks `([^`\n]+)`:[ \n]+(\S[\s\S]*?)(?=\n[-*] |\n\s*\n|$)/g;

/**
 * Reads the changesets that move the version of the API; what others say is about other things.
 *
 * @throws Error when a file is no changeset
 */
export function readChangesets(root: string): Announced {
  const { mode, tag } = readMode(root);
  // What pre-releases brought moves the release proper once more. Its reasons were given with them.
  const folders = mode === 'exit' ? '.changeset/{,pre/}' : '.changeset/';
  const files = globSync(`${folders}*.md`, { cwd: root }).filter(
    (file) => path.basename(file) !== 'README.md',
  );
  const announced: Announced = { bump: undefined, reasons: new Map(), tag: mode === 'pre' ? tag : undefined };
  for (const file of files.toSorted()) {
    const { releases, summary } = parseChangesetFile(readFileSync(path.join(root, file), 'utf8'));
    const bump = BUMPS.find((each) => releases.some(({ name, type }) => name === PACKAGE && type === each));
    if (!bump) continue;
    announced.bump = greater(announced.bump, bump);
    if (path.dirname(file) !== '.changeset') continue;
    for (const [, place = '', reason = ''] of summary.matchAll(NAMED))
      announced.reasons.set(place, reason.replaceAll(/\s+/g, ' ').trim());
  }
  return announced;
}

/** Whether pre-releases are being made, by `changeset pre enter`, or no longer. */
function readMode(root: string): { mode?: 'pre' | 'exit'; tag?: string } {
  const file = path.join(root, '.changeset/pre.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof readMode>) : {};
}

/** The one that moves a version further. */
export function greater(one: Bump | undefined, other: Bump | undefined): Bump | undefined {
  return BUMPS.findLast((bump) => bump === one || bump === other);
}
