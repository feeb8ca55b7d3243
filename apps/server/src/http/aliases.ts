/*
 * Misprints of v1's guide and names that old clients send, mapped to the names in the description. Requests are renamed
 * before they are read. If both names are given, the one in the description wins.
 */

import type { CallFaults } from '../calls/faults.ts';
import { noteTypes } from '../resources/notes/note-types.ts';

/** An alias of a path. */
interface AddressAlias {
  /** Only for this method; any by default. */
  method?: string;
  /** Only with an `id` in the query, which replaces `$id`. */
  byId?: true;
  /** Matches the path without prefix and extension. */
  path: RegExp;
  /** Replaces the match. */
  replacement: string;
}

/** The resources of the vendor's gem, in the singular. */
const KINDS = ['incident', 'problem', 'change', 'release', 'customer', 'service', 'time_entry'];

const addresses: readonly AddressAlias[] = [
  // The vendor's gem used its class names in paths, capitalized and in the singular.
  ...KINDS.map((kind) => ({
    path: new RegExp(`^/(?:${kind}|${pluralOf(kind)})(?=/|$)`, 'i'),
    replacement: `/${pluralOf(kind)}`,
  })),
  ...KINDS.map(pluralOf).flatMap((kinds): AddressAlias[] => [
    { method: 'GET', byId: true, path: new RegExp(`^/${kinds}(?:/show)?$`), replacement: `/${kinds}/$id` },
    { method: 'POST', path: new RegExp(`^/${kinds}/create$`), replacement: `/${kinds}` },
    { method: 'PUT', byId: true, path: new RegExp(`^/${kinds}(?:/update)?$`), replacement: `/${kinds}/$id` },
  ]),
  { path: /^\/config_relationship_types$/, replacement: '/config_relationship_type' },
  { path: /^\/companies(?=\/|$)/, replacement: '/Companies' },
  // The guide prints the path of a single company for the create. No other operation has a POST there.
  { method: 'POST', path: /^\/Companies\/[^/]+$/, replacement: '/Companies' },
  segment('changes', 'build_instructions', 'implementation_change_instructions'),
  segment('changes', 'build_progress_notes', 'implementation_progress_notes'),
  segment('changes', 'test_plans', 'test_review_instructions'),
  segment('changes', 'tests', 'testers'),
  // The guide prints longer paths for these two.
  { path: /^(\/changes\/[^/]+)\/testers\/[^/]+(\/testers\/[^/]+)/, replacement: '$1$2' },
  { path: /^(\/releases\/[^/]+)\/reviews\/[^/]+(\/issues)(?=\/|$)/, replacement: '$1$2' },
  { path: /^(\/(?:changes|releases)\/[^/]+(?:\/testers\/[^/]+)?\/)isuses(?=\/)/, replacement: '$1issues' },
  segment('releases', 'discussions', 'comments'),
  segment('releases', 'reviewers', 'review_users'),
  segment('releases', 'records', 'release_records'),
];

/** An alias of a path segment below a type of record. */
function segment(records: string, alias: string, name: string): AddressAlias {
  return { path: new RegExp(`^(/${records}/[^/]+/)${alias}(?=/|$)`), replacement: `$1${name}` };
}

/** Aliases of the wrappers of bodies. Those of notes follow from their kinds. */
const wrappers: ReadonlyMap<string, readonly string[]> = new Map([
  ['Company', ['company']],
  ['tester', ['change_tester', 'test']],
]);

/** Aliases of the fields in a wrapper, or in each object of a list. */
const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  config_item: { additionla_fields: 'additional_fields' },
  config_relationships: { other_config_item: 'other_config_item_id' },
  customer: { first: 'first_name', company_id: 'Company_id' },
  problem: { non_Service_Desk_users: 'non_beetil_users' },
  release: { non_Service_Desk_users: 'non_beetil_users' },
  review_user: { user_id: 'owned_by', owner_id: 'owned_by' },
  release_record: { release_to: 'released_to', release_at: 'released_at', refrenece: 'reference' },
  tester: { user_id: 'owned_by', owner_id: 'owned_by' },
  issue: { user_id: 'owned_by', owner_id: 'owned_by' },
};

function pluralOf(kind: string): string {
  return kind.replace(/y$/, 'ie').concat('s');
}

/**
 * Resolves aliases of a path.
 *
 * @param path without prefix and extension
 */
export function aliasedPath(method: string, path: string, query: string): string {
  // In a query a plus sign is a blank, in a path it is not.
  const id = /[?&]id=([^&./]+)/.exec(query)?.[1]?.replaceAll('+', '%20');
  return addresses
    .filter((alias) => (alias.method ?? method) === method && (!alias.byId || id !== undefined))
    .reduce(
      (resolved, { path: pattern, replacement }) =>
        resolved.replace(
          pattern,
          replacement.replace('$id', () => id ?? ''),
        ),
      path,
    );
}

/**
 * The names of the wrapper of a body: its own and its aliases. For notes these are all names of their kind, in the singular
 * and plural.
 */
export function wrapperNames(wrapper: string): readonly string[] {
  const kinds = Object.values(noteTypes).flat();
  const ofNotes = kinds
    .map(({ kind, path, wrapper, listed, secondNames = [] }) => [wrapper, kind, path, listed, ...secondNames])
    .filter((names) => names.includes(wrapper));
  return [...new Set([wrapper, ...(wrappers.get(wrapper) ?? []), ...ofNotes.flat().flatMap(withPlural)])];
}

function withPlural(name: string): string[] {
  return name.endsWith('s') ? [name] : [name, `${name}s`];
}

/**
 * Renames the fields in a wrapper, or in an object of a list, to the names in the description. The names that the client
 * used are recorded in `faults`.
 */
export function renamedFields(
  parent: string,
  given: Readonly<Record<string, unknown>>,
  faults: CallFaults,
): Record<string, unknown> {
  const named = { ...given };
  for (const [alias, name] of Object.entries(fields[parent] ?? {})) {
    if (!Object.hasOwn(given, alias) || Object.hasOwn(named, name)) continue;
    named[name] = given[alias];
    delete named[alias];
    faults.sentAs(name, alias);
  }
  return named;
}
