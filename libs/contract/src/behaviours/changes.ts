import { type Case, each, given } from './behaviour.ts';

/** Changes and releases: defaults, origin, life cycle and lists. */
export const changeCases: readonly Case[] = [
  ...given('a service that takes changes', {
    'changes.1 a change needs a title and a service, and gets a priority and a type for changes': [
      "changes.create {title: ' '} -> refused: title can't be blank + service_id can't be blank",
      'change = changes.create {record}',
      `services.get {service_id} -> {service_priorities: has {service_priority.id: {change.priority.id}},
        change_types: has {change_type.id: {change.type.id}}}`,
    ],
    'changes.5 the first progress note on an approved change sets its status to implemented': [
      'change = changes.create {record, approved_at: 2010-03-21} -> {change_status: 3}',
      'changes.implementationProgressNotes.create {change.id} {note: Half of it.}',
      'changes.get {change.id} -> {change_status: 6, implementation_progress_notes: [any]}',
    ],
    'changes.8 levels are accepted as codes or names and returned as names, hours are returned as a number': [
      `change = changes.create {record, complexity: 1, risk: '3', estimated_hours: '4'}
        -> {complexity: Low, risk: High, estimated_hours: 4}`,
      `changes.update {change.id} {complexity: Medium, risk: Low, est_hrs: 2.5}
        -> {complexity: Medium, risk: Low, estimated_hours: 2.5}`,
      `changes.update {change.id} {complexity: 4, risk: Extreme}
        -> refused: complexity is not included in the list + risk is not included in the list`,
    ],
    'changes.11 copying notes into a change without a source record is refused': each(
      'symptoms resolutions comments root_causes workarounds',
      "changes.create {record, use_$: true} -> refused: incident_id or problem_id can't be blank",
    ),
    'changes.14 a change has its assignee under two names, and its status in lists': [
      'me = users.current',
      `change = changes.create {record, assigned_user_id: {me.id}}
        -> {assigned_to.id: {me.id}, assigned_user.id: {me.id}}`,
      `changes.list ?selected_user_id={me.id} -> has {id: {change.id}, change_status: 1, service.id: {service_id},
        created_at: {change.created_at}, last_active_at: {change.last_active_at}, closed_at: '',
        assigned_to.id: {me.id}, assigned_user.id: {me.id}}`,
    ],
    'changes.16 the person of a date is the caller unless another is named, and is cleared with the date': [
      'me = users.current',
      `change = changes.create {record, submitted_for_approval_at: 2010-03-24, ready_for_release_at: 2010-03-25}
        -> {submitted_for_approval_by_user.id: {me.id}, ready_for_release_by_user.id: {me.id}}`,
      `changes.update {change.id} {submitted_for_approval_by_user_id: {owner_id}, ready_for_release_by_user_id: {owner_id}}
        -> {submitted_for_approval_by_user.id: {owner_id}, ready_for_release_by_user.id: {owner_id}}`,
      `changes.update {change.id} {submitted_for_approval_at: '', ready_for_release_at: ''}
        -> {submitted_for_approval_by_user: null, ready_for_release_by_user: null}`,
    ],
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
    'releases.7 a release has ids and a level without objects, and a category as incidents do': [
      'me = users.current',
      `release = releases.create {record, priority_id}
        -> {approved_by_user: null, review_completed_by_user_id: '', category: null, type: any, priority: > 0}`,
      `releases.update {release.id} {status: 3, review_completed: true}
        -> {approved_by_user: {me.id}, review_completed_by_user_id: {me.id}}`,
    ],
    'releases.12 the list has open releases, with status, service, people and dates': [
      'me = users.current',
      'release = releases.create {record}',
      `releases.list ?selected_user_id={me.id} -> has {id: {release.id}, status: 1, priority: {release.priority}, closed_at: '',
        service.id: {service_id}, owner.id: {me.id}, assigned_user.id: {me.id}, created_at: {release.created_at}}`,
      'releases.update {release.id} {closed_at: 2010-04-01, closure_code: 0, closure_comment: Done.}',
      'releases.list ?selected_user_id={me.id} -> lacks {id: {release.id}}',
    ],
    'reviewers.3 the first review user starts the review of a release, which can be completed without them': [
      'me = users.current',
      'release = releases.create {record}',
      'reviewer = releases.reviewUsers.create {release.id} {focus: All of it} -> {owned_by.id: {me.id}}',
      `releases.get {release.id}
        -> same {release} {review_created_at: {reviewer.created_at}, review_users: [any]}`,
      'releases.update {release.id} {review_completed: true} -> {review_completed_at: set}',
      'releases.reviewUsers.get {release.id} {reviewer.id} -> {completed_at: blank}',
      'releases.reviewUsers.delete {release.id} {reviewer.id} -> same {reviewer}',
      'releases.reviewUsers.get {release.id} {reviewer.id} -> refused: no review user found',
      'releases.get {release.id} -> {review_users: []}',
    ],
  }),
];
