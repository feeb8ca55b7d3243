import { StateUnavailableError } from '../v1/provider-states.ts';
import { type Case, each, given } from './behaviour.ts';
import { type Scope, where } from './patterns.ts';

const HOUR = 3_600_000;
const ms = (date: string) => Date.parse(date);

/** Incidents and problems: create, update, life cycle, lists and callers. */
export const incidentCases: readonly Case[] = [
  ...given('a service with priorities and types', {
    'writes.5 a new incident has a priority and a type of its service': [
      'incident = incidents.create {record} -> {priority: set}',
      `services.get {service_id} -> {service_priorities: has {service_priority.id: {incident.priority.id}},
        incident_types: has {incident_type.id: {incident.service_activity_type.id}}}`,
    ],
    'writes.6 an incident that moves to another service keeps the level of its priority and the name of its type':
      [
        'incident = incidents.create {record} -> {status: Open}',
        'services = services.list',
        (scope) => {
          const { services, incident } = scope;
          scope.other = services.find(({ id }: Scope) => id !== incident.service.id);
          if (!scope.other) throw new StateUnavailableError('the caller sees one service alone');
          /** Those of the other service that are called the same, or else all. */
          const like = (all: Scope[], own: Scope, by: string) => {
            const inside = all.map((one) => Object.values(one)[0]);
            const alike = inside.filter((one) => one[by] === own[by]);
            return (alike.length > 0 ? alike : inside).map(({ id }) => id);
          };
          scope.priorities = like(scope.other.service_priorities, incident.priority, 'level');
          scope.types = like(scope.other.incident_types, incident.service_activity_type, 'name');
          return [
            `incidents.update {incident.id} {service_id: {other.id}} -> {service.id: {other.id}, category: null,
            priority.id: in {priorities}, service_activity_type.id: in {types}}`,
          ];
        },
      ],
    'writes.11 a create of a note with a text that the incident was created with returns the existing note': [
      'incident = incidents.create {record, symptom: It hums.}',
      'incidents.symptoms.create {incident.id} {note: It hums.} -> {id: {incident.symptoms.0.symptom.id}}',
      'incidents.symptoms.create {incident.id} {note: It hums loudly.}',
      'incidents.symptoms.list {incident.id} -> [any, any]',
    ],
    'formats.4 unknown and read-only fields are ignored': [
      'incident = incidents.create {record, no_such_field: x, id: 7, created_at: 2001-01-01} -> {id: not 7}',
      `incidents.update {incident.id} {no_such_field: {of: it}, reference_num: 7, created_at: 2001-01-01, status: Closed}
        -> same {incident}`,
    ],
    'envelope.5 an invalid date of closing is reported together with the fields that are missing': [
      'incident = incidents.create {record} -> {closed_at: blank}',
      `incidents.update {incident.id} {closed_at: soon}
        -> refused: closure_code can't be blank + closure_comment can't be blank + closed_at is not a date`,
    ],
    'envelope.5 two fields with the same fault have an entry each': [
      'incident = incidents.create {record} -> {owner: set}',
      `incidents.update {incident.id} {owner_id: 99999999, received_by_id: 99999998}
        -> refused: no user found + no user found`,
    ],
    'due.1 the due date is opened_at plus the hours of the priority': [
      'one = incidents.create {record, opened_at: 2010-03-23T00:10:48Z} -> {opened_at: 2010-03-23T00:10:48Z}',
      [
        'incidents.create {record, opened_at: 2011-02-10T15:37:00Z} -> {opened_at: 2011-02-10T15:37:00Z}',
        where('due as many whole hours after it as another', (own, { one }) => {
          const [distance, other] = [own, one].map(({ due_date, opened_at }) => ms(due_date) - ms(opened_at));
          return Number(distance) > 0 && Number(distance) % HOUR === 0 && distance === other;
        }),
      ],
    ],
    'due.2 a change of opened_at moves the due date, unless a due date was set and not cleared': [
      'incident = incidents.create {record, opened_at: 2010-03-23T00:10:48Z}',
      [
        'moved = incidents.update {incident.id} {opened_at: 2010-03-23T02:10:48Z} -> {due_date: set}',
        where(
          'two hours later',
          (seen, { incident }) => ms(seen.due_date) - ms(incident.due_date) === 2 * HOUR,
        ),
      ],
      'incidents.update {incident.id} {due_date: 2010-06-01T12:00:00Z} -> {due_date: 2010-06-01T12:00:00Z}',
      "incidents.update {incident.id} {due_date: ''} -> {due_date: {moved.due_date}}",
    ],
    'zones.2 computed dates have years of four digits as well': [
      `incidents.create {record, opened_at: 9999-12-31T23:59:59Z}
        -> refused: due_date would be after the year 9999`,
    ],
    'incidents.7 an incident has the field names of the guide, and ignores later ones': [
      `incidents.create {record, time_zone: Auckland, type: {id: 99999999}}
        -> {opened_at: set, service_activity_type: set, occurred_at: absent, time_zone: absent, type: absent}`,
    ],
  }),
  ...given('a service with releases', {
    'dates.2 records of all four types share one sequence of ids, and notes have their own': [
      'incident = incidents.create {record}',
      'incidents.get {incident.id} -> {reference_num: {incident.id}}',
      ...each(
        'problem/incident change/problem release/change',
        '$1 = $1s.create {record} -> {id: > {$2.id}}',
        'beetils.get {$1.id} -> {$1: {id: {$1.id}}}',
      ),
      'note = incidents.symptoms.create {incident.id} {note: One.}',
      'problems.comments.create {problem.id} {note: Two.} -> {id: not {note.id}}',
    ],
  }),
  ...given('a service with a type for problems', {
    'callers.2 an account-wide token acts as the owner, and its lists contain the records of all users': [
      'me = users.current',
      'own = problems.list ?selected_user_id={me.id}',
      'all = problems.list',
      ({ own, all }) => {
        if (all.length === own.length) throw new StateUnavailableError('the token is not account-wide');
        return [];
      },
      'problem = problems.create {record} -> {owner.id: {me.id}}',
      'problems.list -> has {id: {problem.id}}',
    ],
  }),
  ...given('a report of incidents', {
    'lists.5 a report replaces the filters by person and status, and other parameters narrow it': [
      'me = users.current',
      'all = incidents.list ?report_id={report_id} -> has {assigned_user.id: not {me.id}}',
      'incidents.list ?report_id={report_id} -> has {closed_at: set}',
      'incidents.list ?report_id={report_id}&selected_user_id={me.id} -> every {assigned_user.id: {me.id}}',
      `incidents.list ?report_id={report_id}&service_ids={all.0.service.id}
        -> every {service.id: {all.0.service.id}}`,
      [
        'incidents.list ?report_id={report_id}&order=created_at',
        where('the newest first', (list: Scope[]) =>
          list.every((one, index) => index === 0 || one.created_at <= list[index - 1]?.created_at),
        ),
      ],
    ],
    'dates.5 a report is found by its exact id, also beyond 2^53, and only in lists of its own type': [
      'incidents.list ?report_id={report_id} -> any',
      (scope) => {
        scope.next = BigInt(scope.report_id) + 1n;
        return ['incidents.list ?report_id={next} -> refused: no report found'];
      },
      ...each('problems changes releases', '$.list ?report_id={report_id} -> refused: no report found'),
    ],
  }),
  ...given('a service with priorities and types for problems', {
    'mail.8 notifying the watchers of a problem sets its date and nothing else, and needs a watcher': [
      'problem = problems.create {record}',
      'problems.update {problem.id} {notify_watchlisted: 1} -> {last_notified_at: blank}',
      'problems.watches.create {problem.id} {external_email: jim.barrett@powershop.example}',
      'before = problems.get {problem.id}',
      `after = problems.update {problem.id} {notify_watchlisted: 1} -> same {before} {last_notified_at: set}`,
      'problems.update {problem.id} {title: {before.title}} -> same {after}',
    ],
    'problems.3 the first workaround sets workaround_found_at, and deleting the last one clears it': [
      'me = users.current',
      'problem = problems.create {record}',
      'first = problems.workarounds.create {problem.id} {note: Print it twice.} -> {note: Print it twice.}',
      'second = problems.workarounds.create {problem.id} {note: Do not print it.}',
      'problems.workarounds.delete {problem.id} {second.id}',
      `problems.get {problem.id}
        -> {workaround_found_at: {first.created_at}, workaround_found_by.id: {me.id}}`,
      'problems.workarounds.delete {problem.id} {first.id}',
      'problems.get {problem.id} -> {workaround_found_at: blank, workaround_found_by: null, workaround: []}',
    ],
  }),
  ...given('an incident and a problem that are not linked', {
    'beetils.1 the redirect of a reference number alone leads to the record': [
      'incident = incidents.get {incident_id}',
      'beetils.get {incident_id} -> {incident: same {incident}}',
    ],
  }),
  ...(['incident', 'problem', 'change'] as const).flatMap((type) => {
    const record = type === 'incident' ? 'an incident' : `a ${type}`;
    return given(`${record} out of sight` as 'a problem out of sight', {
      [`callers.1 ${record} of a service that the caller has no access to is not found by any operation` as const]:
        each(
          type,
          '$s.get {$_id} -> refused: no $ found',
          '$s.update {$_id} {title: Another title} -> refused: no $ found',
          '$s.comments.list {$_id} -> refused: no $ found',
          '$s.comments.create {$_id} {note: One.} -> refused: no $ found',
          '$s.watches.list {$_id} -> refused: no $ found',
          '$s.watches.create {$_id} {external_email: a@example.com} -> refused: no $ found',
          'links.list $s {$_id} -> refused: no $ found',
          'beetils.get {$_id} -> refused: no record found',
          'timeEntries.create {entry: B#{$_id} A look, hours: 1} -> refused: no record found',
          '$s.list -> lacks {id: {$_id}}',
        ),
    });
  }),
];
