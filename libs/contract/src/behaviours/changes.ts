import { type Case, each, given } from './behaviour.ts';

/** Changes and releases: defaults, origin, life cycle and lists. */
export const changeCases: readonly Case[] = [
  ...given('a service that takes changes', {
    'changes.1 a new change has a priority and a type for changes': [
      'change = changes.create {record}',
      `services.get {service_id} -> {service_priorities: has {service_priority.id: {change.priority.id}},
        change_types: has {change_type.id: {change.type.id}}}`,
    ],
    'changes.5 the first progress note on an approved change sets its status to implemented': [
      'change = changes.create {record, approved_at: 2010-03-21} -> {change_status: 3}',
      'changes.implementationProgressNotes.create {change.id} {note: Half of it.}',
      'changes.get {change.id} -> {change_status: 6, implementation_progress_notes: [any]}',
    ],
    'changes.11 copying notes into a change without a source record is refused': each(
      'symptoms resolutions comments root_causes workarounds',
      "changes.create {record, use_$: true} -> refused: incident_id or problem_id can't be blank",
    ),
    'testers.3 deleting a tester deletes their issues and the notes of these': [
      'change = changes.create {record}',
      'tester = changes.testers.create {change.id} {focus: Refunds}',
      'issue = changes.testers.issues.create {change.id} {tester.id} {title: Paid twice}',
      'own = changes.issues.create {change.id} {title: Named wrongly}',
      'changes.testers.delete {change.id} {tester.id} -> same {tester}',
      'changes.get {change.id} -> {testers: [], issues: ids [{own.id}]}',
      'changes.testers.issues.list {change.id} {tester.id} -> refused: no change tester found',
    ],
  }),
  ...given('an incident that leads to a change', {
    'changes.10 a change from an incident copies the required fields and the notes, and both have the link': [
      'before = incidents.get {incident_id} -> {symptoms.length: > 0}',
      `change = changes.create {incident_id, use_symptoms: true} -> {title: {before.title},
        service.id: {before.service.id}, incidents: has {incident_id: {incident_id}},
        reasons.length: {before.symptoms.length}, reasons.0.reason.note: {before.symptoms.0.symptom.note},
        reasons.0.reason.created_at: {before.symptoms.0.symptom.created_at},
        reasons.0.reason.user: {before.symptoms.0.symptom.user}}`,
      'incidents.get {incident_id} -> {changes: has {change_id: {change.id}}, symptoms: same {before.symptoms}}',
    ],
  }),
  ...given('the problem of the printed create', {
    'changes.10 a change from a problem copies its comments, with the title and service of the request': [
      'before = problems.get {problem_id} -> {comments.length: > 0}',
      `change = changes.create {record, problem_id, use_comments: true}
        -> {title: {record.title}, service.id: {service_id}, problems: has {problem_id: {problem_id}},
        comments.length: {before.comments.length}, comments.0.comment.note: {before.comments.0.comment.note}}`,
      'problems.get {problem_id} -> {changes: has {change_id: {change.id}}}',
    ],
  }),
  ...given('a service with releases', {
    'releases.1 a release without a service gets the service of its priority': [
      'releases.create {title: A behaviour, priority_id} -> {service.id: {service_id}}',
    ],
    'reviewers.3 the first review user starts the review of a release, which can be completed without them': [
      'me = users.current',
      'release = releases.create {record}',
      'reviewer = releases.reviewUsers.create {release.id} {focus: All of it} -> {owned_by.id: {me.id}}',
      `releases.get {release.id}
        -> same {release} {review_created_at: {reviewer.created_at}, review_users: [any]}`,
      'releases.update {release.id} {review_completed: true} -> {review_completed_at: set}',
      'releases.reviewUsers.get {release.id} {reviewer.id} -> {completed_at: blank}',
    ],
  }),
];
