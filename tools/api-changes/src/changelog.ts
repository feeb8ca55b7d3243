import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rcompare } from 'semver';
import { CHANGE_KINDS, type Change, type ChangeKind } from './change.ts';
import { readChangesets } from './changesets.ts';
import { changesBetween } from './compare.ts';
import { operationsOf } from './description.ts';
import { type JsonObject, nodeAt } from './json.ts';
import { readBundle, releaseFile } from './sources.ts';
import { listed } from './words.ts';

const HEADINGS: Record<ChangeKind, string> = {
  breaking: 'Breaking',
  additive: 'Compatible',
  editorial: 'Wording and examples',
};

/** How many operations stand beside a change; the rest is counted. */
const SHOWN = 4;

/**
 * Changes as a part of the changelog, in Markdown; why a thing breaks stands beside it.
 *
 * @param suffix what tells the headings from those of another part
 */
export function changesText(
  changes: Change[],
  reasons: ReadonlyMap<string, string>,
  operations: number,
  suffix = '',
): string {
  const parts = CHANGE_KINDS.toReversed().flatMap((kind) => {
    const rows = changes.filter((change) => change.kind === kind);
    const lines = rows.map((change) => `- ${sentence(change, operations)}${because(change, reasons)}`);
    return rows.length > 0 ? [`### ${HEADINGS[kind]}${suffix}\n\n${lines.join('\n')}`] : [];
  });
  return parts.join('\n\n');
}

/** A change in a sentence, with the operations that it touches. */
export function sentence(change: Change, operations: number): string {
  const statement = `\`${change.place}\` ${change.text}`;
  const named = change.operations.filter((id) => id !== change.place && !change.place.startsWith(`${id}?`));
  if (named.length === 0 || named.some((id) => change.place.startsWith(`${id} `))) return `${statement}.`;
  const verb = change.side ? { sent: 'sent by', read: 'read from' }[change.side] : 'of';
  return `${statement}; ${verb} ${operationWords(named, operations)}.`;
}

function operationWords(ids: string[], operations: number): string {
  if (ids.length === operations) return 'every operation';
  const shown = ids.slice(0, SHOWN).map((id) => `\`${id}\``);
  const more = ids.length - shown.length;
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}

function because({ kind, place }: Change, reasons: ReadonlyMap<string, string>): string {
  const reason = kind === 'breaking' ? reasons.get(place) : undefined;
  return reason ? ` Why: ${reason}` : '';
}

/**
 * The changelog of the API, in Markdown: what has changed since the last release, then what each release changed. It is
 * empty while nothing was released.
 *
 * @param specFolder where the releases are kept, beside the folder of the changesets
 */
export function changelogOf(specFolder: string, description: JsonObject): string {
  const releases = globSync('*.md', { cwd: path.join(specFolder, 'releases') })
    .map((file) => path.basename(file, '.md'))
    .toSorted(rcompare);
  const past = releases.map((release) => `## ${release}\n\n${releaseText(specFolder, release)}`);
  return [...nextOf(specFolder, description, releases[0]), ...past].join('\n\n');
}

function releaseText(specFolder: string, release: string): string {
  return readFileSync(path.join(specFolder, 'releases', `${release}.md`), 'utf8').trim();
}

function nextOf(specFolder: string, description: JsonObject, last: string | undefined): string[] {
  const changes = last ? changesBetween(readBundle(releaseFile(specFolder, last)), description) : [];
  if (changes.length === 0) return [];
  const version = String(nodeAt(description, 'info').version);
  const { reasons } = readChangesets(path.dirname(path.resolve(specFolder)));
  const text = changesText(changes, reasons, operationsOf(description).length, ` in ${version}`);
  return [`## Next: ${version}\n\n${text}`];
}
