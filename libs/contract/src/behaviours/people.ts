import { StateUnavailableError } from '../v1/provider-states.ts';
import { type Case, each, given } from './behaviour.ts';
import { type Scope, where } from './patterns.ts';

/** A name with its letters in the other case, and its accents apart. */
function inOtherCase(name: string): string {
  return name
    .replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))
    .normalize('NFD');
}

/** Users, customers, companies, services and time entries. */
export const peopleCases: readonly Case[] = [
  ...given('a service', {
    'names.1 a service is found by its name, also as its links have it, in addresses, in any case and Unicode normalization':
      [
        'service = services.get {service_id}',
        (scope) => {
          const link = scope.service.service_priorities[0]?.service_priority.service_priority_link ?? '';
          const inLink = decodeURIComponent(/\/services\/([^/]+)\//.exec(link)?.[1] ?? '');
          scope.names = [scope.service.name, inLink].flatMap((name) => [name, inOtherCase(name)]);
          return each('0 1 2 3', 'services.get {names.$} -> {id: {service.id}}');
        },
      ],
    'callers.4 resources that the operator creates cannot be created by a request': [
      'services.get {service_id} -> {id: {service_id}}',
      ...each('categories reports messages accounts tokens', 'POST /$.json {name: New} -> 404'),
    ],
  }),
  ...given('a company', {
    'names.2 names with accents are ordered by their base letters, regardless of case': [
      'd = companies.create {name: xzoe}',
      'c = companies.create {name: Xo\u0308l}',
      'b = companies.create {name: xÉlodie}',
      'a = companies.create {name: Xélan}',
      [
        'companies.list -> any',
        where('Xélan, xÉlodie, Xöl, xzoe', (list: Scope[], { a, b, c, d }) => {
          const made = [a, b, c, d].map(({ id }) => id);
          return String(list.map(({ id }) => id).filter((id) => made.includes(id))) === String(made);
        }),
      ],
    ],
    'blank.4 a missing picture is null or blank, depending on the field': [
      'users = users.list -> has {avatar: null}',
      (scope) => {
        scope.user = scope.users.find(({ avatar }: Scope) => (avatar as unknown) === null);
        return ["users.get {user.id} -> {avatar: ''}"];
      },
      ...each(
        'companies/name customers/last_name',
        'made = $1.create {$2: Of no picture} -> {avatar: null}',
        '$1.list -> has {id: {made.id}, avatar: null}',
      ),
    ],
  }),
  ...given('a customer of a company', {
    'people.6 companies may have a lower-case initial in addresses, wrappers and fields': [
      'company = companies.get {company_id} -> {id: {company_id}}',
      'GET /companies/{company_id}.json -> {Company: {id: {company_id}, name: {company.name}}}',
      "PUT /companies/{company_id}.json {company: {fax: '199'}} -> {Company: {id: {company_id}, fax: '199'}}",
      'customers.create {last_name: Duarte, company_id} -> {Company.id: {company_id}}',
      'POST /companies/{company_id}.json {company: {name: Another}} -> {Company: {id: not {company_id}, name: Another}}',
    ],
  }),
  ...given('a service with a picture', {
    "pictures.1 the picture of a service is at its avatar's address": [
      'avatars.get {avatar_id} -> {public_filename: set}',
      'services.list -> has {avatar.avatar_link: */avatars/{avatar_id}}',
    ],
  }),
  ...given('a time sheet', {
    'time.1 a time entry names a record by its number, a service by its name, or a task': [
      'incident = incidents.get {record_id}',
      `timeEntries.create {entry: b#{record_id} Reading, hours: 1}
        -> {incident_id: {record_id}, custom: Reading, service.id: {incident.service.id}}`,
      (scope) => {
        scope.name = scope.incident.service.name.toLowerCase();
        return [
          `timeEntries.create {entry: {name} // Training // day 2, hours: 1}
            -> {custom: Training // day 2, service.id: {incident.service.id}}`,
        ];
      },
      "timeEntries.create {entry: '// A meeting', hours: 1} -> {custom: A meeting, service: null}",
      'timeEntries.create {entry: A meeting, hours: 1} -> {custom: A meeting, service: null}',
      'timeEntries.create {entry: see http://a.example, hours: 1} -> {custom: see http://a.example, service: null}',
      'timeEntries.create {entry: B#99999999, hours: 1} -> refused: no record found',
      'timeEntries.create {entry: No such service // x, hours: 1} -> refused: no service found',
    ],
    'time.2 the time of a record has the service that the record is in now': [
      'incident = incidents.get {record_id}',
      'services = services.list',
      'moved = incidents.create {title: A behaviour of the contract, service_id: {incident.service.id}}',
      'entry = timeEntries.create {entry: B#{moved.id} Reading, hours: 1} -> {service.id: {incident.service.id}}',
      ({ services, incident }) => {
        const other = services.find(({ id }: Scope) => id !== incident.service.id);
        if (!other) throw new StateUnavailableError('the caller sees one service alone');
        return each(
          '',
          `incidents.update {moved.id} {service_id: ${other.id}}`,
          `timeEntries.get {entry.id} -> {service.id: ${other.id}}`,
        );
      },
    ],
  }),
  ...given('a time administrator', {
    'time.5 a user with access can list the time of a colleague, separately from their own': [
      'entry = timeEntries.get {time_entry_id}',
      ({ entry }) => {
        const list =
          `timeEntries.list ?start_date=${entry.performed_at}&end_date=${entry.performed_at}` as const;
        return [
          `${list}&selected_user_id={user_id} -> has {id: {time_entry_id}}`,
          `${list} -> lacks {id: {time_entry_id}}`,
        ];
      },
      'timeEntries.list -> lacks {id: {time_entry_id}}',
    ],
    'time.6 a locked entry cannot be changed or deleted': [
      'before = timeEntries.get {locked_id}',
      'timeEntries.update {locked_id} {hours: 2} -> refused: time entry is locked',
      'timeEntries.delete {locked_id} -> refused: time entry is locked',
      'timeEntries.get {locked_id} -> same {before}',
    ],
    'time.7 a time administrator creates entries for a colleague, and can reassign them': [
      'me = users.current',
      "entry = timeEntries.create ?selected_user_id={user_id} {entry: '// A task', hours: 1} -> {user.id: {user_id}}",
      'timeEntries.update {entry.id} {hours: 2} -> {user.id: {user_id}}',
      'timeEntries.update {entry.id} ?selected_user_id={me.id} {hours: 2} -> {user.id: {me.id}}',
      'timeEntries.list -> has {id: {entry.id}}',
    ],
  }),
];
