/*
 * What v1's guide misprints and old clients send, by the name that it stands for. It is renamed before anything looks
 * at it; the sane name wins where both are given.
 */

import type { Faults } from '../calls/faults.ts';
import { noteTypes } from '../resources/notes/note-types.ts';

/** Where a call is really found. */
interface AddressAlias {
  /** Only for this method; any, unless given. */
  method?: string;
  /** Only with an `id` in the query, of which `$id` in what takes its place is. */
  byId?: true;
  /** What the path looks like, without prefix and extension. */
  path: RegExp;
  /** What takes the place of the match. */
  instead: string;
}

/** The kinds of things that the vendor's gem knows, in the singular. */
const KINDS = ['incident', 'problem', 'change', 'release', 'customer', 'service', 'time_entry'];

const addresses: readonly AddressAlias[] = [
  // The vendor's gem named kinds as its classes: with a capital letter, and people wrote the singular.
  ...KINDS.map((kind) => ({
    path: new RegExp(`^/(?:${kind}|${pluralOf(kind)})(?=/|$)`, 'i'),
    instead: `/${pluralOf(kind)}`,
  })),
  ...KINDS.map(pluralOf).flatMap((kinds): AddressAlias[] => [
    { method: 'GET', byId: true, path: new RegExp(`^/${kinds}(?:/show)?$`), instead: `/${kinds}/$id` },
    { method: 'POST', path: new RegExp(`^/${kinds}/create$`), instead: `/${kinds}` },
    { method: 'PUT', byId: true, path: new RegExp(`^/${kinds}(?:/update)?$`), instead: `/${kinds}/$id` },
  ]),
  { path: /^\/config_relationship_types$/, instead: '/config_relationship_type' },
  { path: /^\/companies(?=\/|$)/, instead: '/Companies' },
  // The guide prints the address of one company for the create. No other call posts there, so its id can only be that.
  { method: 'POST', path: /^\/Companies\/[^/]+$/, instead: '/Companies' },
  segment('changes', 'build_instructions', 'implementation_change_instructions'),
  segment('changes', 'build_progress_notes', 'implementation_progress_notes'),
  segment('changes', 'test_plans', 'test_review_instructions'),
  segment('changes', 'tests', 'testers'),
  // The guide prints these two addresses of what stands at shorter ones.
  { path: /^(\/changes\/[^/]+)\/testers\/[^/]+(\/testers\/[^/]+)/, instead: '$1$2' },
  { path: /^(\/releases\/[^/]+)\/reviews\/[^/]+(\/issues)(?=\/|$)/, instead: '$1$2' },
  { path: /^(\/(?:changes|releases)\/[^/]+(?:\/testers\/[^/]+)?\/)isuses(?=\/)/, instead: '$1issues' },
  segment('releases', 'discussions', 'comments'),
  segment('releases', 'reviewers', 'review_users'),
  segment('releases', 'records', 'release_records'),
];

/** A second name of what belongs to a type of record. */
function segment(records: string, alias: string, name: string): AddressAlias {
  return { path: new RegExp(`^(/${records}/[^/]+/)${alias}(?=/|$)`), instead: `$1${name}` };
}

/** Other names of a body's wrapper; those of notes follow from their kinds. */
const wrappers: ReadonlyMap<string, readonly string[]> = new Map([
  ['Company', ['company']],
  ['tester', ['change_tester', 'test']],
]);

/** Other names of the fields inside a wrapper, or inside each object of a list. */
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

/** The path of the call that a request means, by its method, its path without prefix and extension, and its query. */
export function aliasedPath(method: string, path: string, query: string): string {
  const id = /[?&]id=([^&./]+)/.exec(query)?.[1];
  return addresses
    .filter((alias) => (alias.method ?? method) === method && (!alias.byId || id !== undefined))
    .reduce(
      (at, { path: own, instead }) =>
        at.replace(
          own,
          instead.replace('$id', () => id ?? ''),
        ),
      path,
    );
}

/**
 * The names under which a body's fields may stand: the wrapper, and what else it is called. A note goes by every name
 * that its kind has anywhere, in the singular and in the plural.
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
 * The fields inside a wrapper, or an object of a list, under the names that the description gives them. What the client
 * called them is remembered in `faults`.
 */
export function renamedFields(
  inside: string,
  given: Readonly<Record<string, unknown>>,
  faults: Faults,
): Record<string, unknown> {
  const named = { ...given };
  for (const [alias, name] of Object.entries(fields[inside] ?? {})) {
    if (!Object.hasOwn(given, alias) || Object.hasOwn(named, name)) continue;
    named[name] = given[alias];
    delete named[alias];
    faults.sentAs(name, alias);
  }
  return named;
}
