import { type Case, each, given } from './behaviour.ts';

const RECORD = 'released_to: production, released_at: 2010-03-23, reference: r, release_status: 1';

const SECOND_NAMES = [
  'made = POST /changes/{change.id}/$1s.json {$1: {note: By it.}} -> {$2.note: By it.}',
  'GET /changes/{change.id}/$1s/{made.$2.id}.json -> {$2.note: By it.}',
  'GET /changes/{change.id}/$1s.json -> {$2s: has {$2.id: {made.$2.id}}}',
  'changes.get {change.id} -> {$2s: has {$2.id: {made.$2.id}}}',
];

/** The owner of a part may also be named in two fields that the guide lacks. */
const owned = (
  create: 'changes.testers.create' | 'changes.issues.create' | 'releases.reviewUsers.create',
) => [
  ...each(create.split('.')[0] as string, 'of = $.create {record}'),
  ...each(
    `${create}/user_id ${create}/owner_id`,
    '$1 {of.id} {title: x, $2: {assigned_user_id}} -> {owned_by.id: {assigned_user_id}}',
    '$1 {of.id} {title: x, $2: 99999999} -> refused: no user found',
  ),
];

/** Notes, watches, testers, issues, review users and release records. */
export const partCases: readonly Case[] = [
  ...given('a service that takes changes', {
    'notes.3 three kinds of notes of a change have an alias': [
      'change = changes.create {record}',
      ...each(
        'build_instruction/implementation_change_instruction build_progress_note/implementation_progress_note',
        ...SECOND_NAMES,
      ),
      ...each('test_plan/test_review_instruction', ...SECOND_NAMES),
    ],
    'notes.4 the wrapper of a note may be any name of its kind, in the singular or the plural': [
      'change = changes.create {record}',
      'note = changes.implementationProgressNotes.create {change.id} {note: x} -> {note: x}',
      ...each(
        'implementation_progress_note implementation_progress_notes build_progress_note build_progress_notes',
        `PUT /changes/{change.id}/implementation_progress_notes/{note.id}.json {$: {note: $}}
          -> {implementation_progress_note: {id: {note.id}, note: $}}`,
      ),
    ],
    'testers.1 the owner of a tester has two more names': owned('changes.testers.create'),
    'issues.2 the owner of an issue has two more names': owned('changes.issues.create'),
    'testers.4 a tester and its address have aliases, which the links of its issues use': [
      'change = changes.create {record}',
      'tester = changes.testers.create {change.id} {focus: x} -> {focus: x}',
      ...each(
        'tester change_tester test',
        'PUT /changes/{change.id}/tests/{tester.id}.json {$: {focus: $}} -> {change_tester.focus: $}',
      ),
      'issue = changes.testers.issues.create {change.id} {tester.id} {title: x}',
      'whole = changes.get {change.id} -> {issues: [{issue.issue_link: */tests/{tester.id}/issues/{issue.id}}]}',
      'GET {whole.issues.0.issue.issue_link} -> {issue.id: {issue.id}}',
    ],
    'issues.4 a change contains its own issues and those of its testers, and its list of issues only its own':
      [
        'change = changes.create {record}',
        'tester = changes.testers.create {change.id} {focus: x}',
        'one = changes.testers.issues.create {change.id} {tester.id} {title: One}',
        'two = changes.issues.create {change.id} {title: Two}',
        'three = changes.issues.create {change.id} {title: Three}',
        'changes.issues.list {change.id} ?limit=1 -> ids [{two.id}, {three.id}]',
        'GET /changes/{change.id}/issues.json -> {issues: [{id: {two.id}}, {id: {three.id}}]}',
        'changes.testers.issues.list {change.id} {tester.id} -> ids [{one.id}]',
        'changes.get {change.id} -> {issues: [{issue.id: {one.id}}, {issue.id: {two.id}}, {issue.id: {three.id}}]}',
      ],
  }),
  ...given('a service with releases', {
    'reviewers.1 the owner of a review user has two more names': owned('releases.reviewUsers.create'),
    'issues.6 a changed field or a note updates the last activity of an issue, and not that of its record': [
      'release = releases.create {record}',
      "issue = releases.issues.create {release.id} {title: x} -> {last_active_at: ''}",
      'note = releases.issues.comments.create {release.id} {issue.id} {note: So it is.}',
      'releases.issues.get {release.id} {issue.id} -> {last_active_at: {note.created_at}}',
      `releases.issues.update {release.id} {issue.id} {resolved: true}
        -> {last_active_at: >= {note.created_at}}`,
      `releases.get {release.id} -> same {release} {issues: [any]}`,
    ],
    'issues.7 an issue has two kinds of notes, also under its misspelled address': [
      'release = releases.create {record}',
      'issue = releases.issues.create {release.id} {title: x} -> {comments: [], issue_comments: []}',
      ...each(
        'comment issue_comment',
        'made = POST /releases/{release.id}/isuses/{issue.id}/$s.json {$: {note: x}}',
        'GET /releases/{release.id}/issues/{issue.id}/$s/{made.$.id}.json -> {$.note: x}',
        'releases.issues.get {release.id} {issue.id} -> {$s: [{$.id: {made.$.id}}]}',
      ),
    ],
    'records.4 the misspellings of release records are accepted, in addresses and in fields': [
      'release = releases.create {record}',
      `own = releases.releaseRecords.create {release.id} {${RECORD}} -> {reference: r}`,
      `PUT /release/{release.id}/records/{own.id}.json
        {release_record: {release_to: staging, release_at: 2010-03-24, refrenece: s}}
        -> {release_record: {released_to: staging, released_at: 2010-03-24T00:00:00Z, reference: s}}`,
      'GET {own.release_record_link} -> {release_record: {id: {own.id}, reference: s}}',
      'GET /release/{release.id}/release_records.json -> {release_records: [{release_record.id: {own.id}}]}',
    ],
    'addresses.2 a tester is found under the address of a test, and an issue of a release under that of a review':
      [
        'change = changes.create {record}',
        'tester = changes.testers.create {change.id} {focus: x} -> {focus: x}',
        'GET /changes/{change.id}/tests/99999999/testers/{tester.id}.json -> {change_tester: {id: {tester.id}, focus: x}}',
        'release = releases.create {record}',
        'issue = releases.issues.create {release.id} {title: x}',
        'GET /releases/{release.id}/reviews/99999999/issues/{issue.id}.json -> {issue: {id: {issue.id}, title: x}}',
      ],
  }),
  ...given('an open incident and a colleague', {
    'writes.9 a watch appears in its incident and does not change last_active_at': [
      'before = incidents.get {incident_id}',
      'watch = incidents.watches.create {incident_id} {watched_by: {user_id}}',
      'watches = incidents.watches.list {incident_id} -> has {id: {watch.id}}',
      'incidents.get {incident_id} -> same {before} {watches: ids {watches}}',
    ],
  }),
  ...given('a message out of sight', {
    'publications.2 a message of a service that the caller does not see is not found': [
      'messages.watches.list {message_id} -> refused: no message found',
      'messages.watches.create {message_id} {external_email: a@example.com} -> refused: no message found',
      'knowledgeArticles.watches.list 99999999 -> refused: no knowledge article found',
    ],
  }),
];
