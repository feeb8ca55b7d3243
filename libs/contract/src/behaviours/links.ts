import { type Case, each, given } from './behaviour.ts';
import type { Scope } from './patterns.ts';

const TYPES = ['incident', 'problem', 'change', 'release'] as const;

/** All pairs that can be linked, in one direction. */
const pairs = TYPES.flatMap((one, index) => TYPES.slice(index).map((other) => [one, other] as const)).filter(
  ([one, other]) => !(one === 'problem' && other === 'release'),
);

/** Whether one record has the other: in its links, in the record, and at the address of the link. */
const shown = (yes: boolean) => [
  `links.list $1s {$2.id} -> {$3s: ${yes ? 'has' : 'lacks'} {$3_id: {$4.id}}}`,
  `$1s.get {$2.id} -> {$3s: ${yes ? 'has' : 'lacks'} {$3_id: {$4.id}}}`,
  `links.get $1s {$2.id} $3s {$4.id} -> ${yes ? '{$3s: [{$3_id: {$4.id}}]}' : 'refused: no link found'}`,
];

/** Links between records. */
export const linkCases: readonly Case[] = [
  ...pairs.flatMap(([one, other]) => {
    const sides = [`${one}/first/${other}/second`, `${other}/second/${one}/first`] as const;
    const both = (yes: boolean) => each(sides.join(' '), ...shown(yes));
    const linked = (side: string) => [
      ...each(side, 'links.create $1s {$2.id} {$3_id: {$4.id}}'),
      ...both(true),
      ...each(side, 'links.delete $1s {$2.id} $3s {$4.id}'),
      ...both(false),
    ];
    return given('a service with releases', {
      [`links.1 a link between ${one} and ${other} appears in both, and can be created and deleted from either` as const]:
        [
          ...each(`first/${one} second/${other}`, '$1 = $2s.create {record}'),
          ...both(false),
          ...sides.flatMap(linked),
        ],
    });
  }),
  ...given('a service with releases', {
    'links.1 a problem and a release cannot be linked, and no record can be linked to itself': [
      'problem = problems.create {record}',
      'release = releases.create {record}',
      "links.create problems {problem.id} {release_id: {release.id}} -> refused: problems can't be linked to releases",
      "links.create releases {release.id} {problem_id: {problem.id}} -> refused: problems can't be linked to releases",
      "links.create problems {problem.id} {problem_id: {problem.id}} -> refused: a record can't be linked to itself",
      'links.list problems {problem.id} -> {incidents: [], problems: [], changes: [], releases: []}',
      'links.list releases {release.id} -> {problems: []}',
    ],
    'links.4 all four lists are returned, by type and in order of creation, and linking changes nothing else':
      [
        'incident = incidents.create {record}',
        'problem = problems.create {record}',
        'later = problems.create {record}',
        'links.create incidents {incident.id} {problem_id: {later.id}}',
        `links.create incidents {incident.id} {problem_id: {problem.id}}
        -> {problems: [{problem_id: {later.id}}, {problem_id: {problem.id}}], incidents: [], changes: [], releases: []}`,
        'incidents.get {incident.id} -> same {incident} {problems: [any, any]}',
        'problems.get {problem.id} -> same {problem} {incidents: [{incident_id: {incident.id}}]}',
      ],
  }),
  ...given('an incident and a problem that are not linked', {
    'links.2 linking again changes nothing, and either all named records are linked or none': [
      'before = links.list incidents {incident_id}',
      'links.create incidents {incident_id} {problem_id, incident_id: 99999999} -> refused: no incident found',
      `links.create incidents {incident_id} {}
        -> refused: incident_id, change_id, problem_id or release_id must be specified for this call`,
      'links.list incidents {incident_id} -> same {before}',
      'once = links.create problems {problem_id} {incident_id} -> {incidents: has {incident_id: {incident_id}}}',
      'links.create problems {problem_id} {incident_id} -> same {once}',
    ],
    'links.3 deleting a link returns the remaining ones, and deleting it again is refused': [
      'before = links.list problems {problem_id}',
      'links.create incidents {incident_id} {problem_id}',
      'links.delete problems {problem_id} incidents {incident_id} -> same {before}',
      'links.list incidents {incident_id} -> {problems: lacks {problem_id: {problem_id}}}',
      'links.delete problems {problem_id} incidents {incident_id} -> refused: no link found',
      'links.delete incidents {incident_id} problems {problem_id} -> refused: no link found',
    ],
    'links.5 the address of a link in bodies returns that link, alone in the list of its type': [
      'links.create problems {problem_id} {incident_id}',
      `links.get problems {problem_id} incidents {incident_id}
        -> {incidents: [{incident_id: {incident_id}}], problems: [], changes: [], releases: []}`,
      'links = links.list problems {problem_id}',
      (scope) => {
        const { links, incident_id } = scope;
        scope.own = links.incidents.find((each: Scope) => String(each.incident_id) === String(incident_id));
        return [
          'GET {own.incident_link} -> {incidents: [{incident_id: {incident_id}}], problems: [], changes: [], releases: []}',
        ];
      },
    ],
    'links.6 links are between records: another type in the address is refused': [
      'links.list customers {incident_id} -> refused: record_type is not included in the list',
      'links.list incident {incident_id} -> refused: record_type is not included in the list',
      'links.delete incidents {incident_id} users {problem_id} -> refused: link_type is not included in the list',
    ],
  }),
];
