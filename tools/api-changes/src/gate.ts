import { inc, prerelease } from 'semver';
import { type Change, type ChangeKind, heaviest } from './change.ts';
import { type Announced, type Bump, greater, PACKAGE } from './changesets.ts';

/** What the gate looks at. */
export interface GateInput {
  /** Since the base. */
  changes: Change[];
  announced: Announced;
  /** The version that was released last. */
  released: string;
  /** The version that the description says it has. */
  version: string;
}

const BUMP_OF: Record<ChangeKind, Bump> = { breaking: 'major', additive: 'minor', editorial: 'patch' };

/**
 * What keeps a change of the description from landing, each with what to do about it: something breaks and no changeset
 * says why, no changeset moves the version as far as the change does, or the description has another version than these
 * lead to.
 */
export function complaints({ changes, announced, released, version }: GateInput): string[] {
  const kind = heaviest(changes.map((change) => change.kind));
  const needed = kind && BUMP_OF[kind];
  const bump = greater(announced.bump, needed);
  const due = bump ? versionAfter(released, bump, announced.tag) : released;
  const unnamed = new Set(
    changes
      .filter((change) => change.kind === 'breaking' && !announced.reasons.has(change.place))
      .map(({ place }) => place),
  );
  return [
    ...[...unnamed].map(
      (place) =>
        `\`${place}\` breaks callers, and no changeset gives the reason. Add to one: - breaks \`${place}\`: REASON`,
    ),
    ...(needed && bump !== announced.bump
      ? [
          `the changes are ${kind}, so a changeset has to raise the ${needed} version of ${PACKAGE}; ${saying(announced.bump)}. npm run change writes one`,
        ]
      : []),
    ...(version !== due
      ? [`info.version in spec/openapi.yaml is ${version}; after ${released} it has to be ${due}`]
      : []),
  ];
}

function saying(bump: Bump | undefined): string {
  return bump ? `the existing ones raise its ${bump} version` : 'there is none';
}

/** Breaks that are named, where nothing breaks: each is a slip of the pen, or of the past. */
export function needless(changes: Change[], { reasons }: Announced): string[] {
  const broken = new Set(changes.filter(({ kind }) => kind === 'breaking').map(({ place }) => place));
  return [...reasons.keys()]
    .filter((place) => !broken.has(place))
    .map((place) => `a changeset lists \`${place}\` as breaking, but nothing in it breaks callers`);
}

/** The version that changesets gives the next release; pre-releases of it are counted under their tag. */
export function versionAfter(released: string, bump: Bump, tag?: string): string {
  const next = inc(released, bump);
  if (!next) throw new Error(`${released} is not a version`);
  return tag ? `${next}-${tag}.${Number(prerelease(released)?.[1] ?? -1) + 1}` : next;
}
