/**
 * What the description does not say of a field by its kind. Everything that is not named here follows the rules: a field is
 * read back under its own name, `x_id` as the object `x`, blank clears it, and nothing else moves.
 */

/** Under which names of the record a field is read back, those of them that it has. Of two names both are read. */
export const READ_AS: Readonly<Record<string, readonly string[]>> = {
  type_id: ['service_activity_type', 'type'],
  assigned_user_id: ['assigned_user', 'assigned_to'],
  closed_by_user_id: ['closed_by_user', 'closed_by'],
  occured_at: ['occurred_at', 'opened_at'],
  occurred_at: ['occurred_at', 'opened_at'],
  est_hrs: ['estimated_hours'],
  build_due_at: ['implementation_due_date'],
  test_due_at: ['test_due_date'],
  ready_for_released_at: ['ready_for_release_at'],
  ready_for_released_by_user_id: ['ready_for_release_by_user'],
  non_beetil_users: ['non_Service_Desk_users'],
  entry: ['custom'],
};

/** The list of the record in which a plain text becomes a note. */
export const NOTE_LISTS: Readonly<Record<string, readonly string[]>> = {
  symptom: ['symptoms'],
  resolution: ['resolutions'],
  root_cause: ['root_cause'],
  workaround: ['workaround'],
  comment: ['comments', 'discussions'],
  description: ['descriptions'],
  reason: ['reasons'],
  build_instruction: ['implementation_change_instructions'],
  build_progress_note: ['implementation_progress_notes'],
  release_component: ['release_components'],
  component: ['release_components'],
  instruction: ['release_instructions'],
  backout: ['backout_plans'],
};

/** Flags that set a date to now, and clear it. */
export const STAMPS: Readonly<Record<string, string>> = { customer_viewable: 'customer_viewable_at' };

/** The life of a record: these fields move it, or go with a move, and `lives` looks at them. */
export const LIFE =
  /^(closed|closed_at|closure_|closed_by|resolve|change_status|status$|submitted_|approved_|declined_|released_|ready_for_|complete_|implementation_(completed|closed)|test_(completed|closed)|review_(completed|closed))/;

/** Fields of records that act once and are not kept, or that take from another record: not written by the walk. */
export const UNKEPT = /^(notify_|use_|incident_id$|problem_id$|config_type_fields$|config_relationships$)/;

/** What else moves with a field. */
export const MOVES: Readonly<Record<string, readonly string[]>> = {
  'incidents.opened_at': ['due_date', 'due_to_escalate_at'],
  'incidents.occurred_at': ['due_date', 'due_to_escalate_at'],
  'incidents.occured_at': ['due_date', 'due_to_escalate_at'],
  'incidents.priority_id': ['due_date', 'due_to_escalate_at'],
  'incidents.symptom': ['latest_note'],
  'incidents.resolution': ['latest_note'],
  'problems.workaround': ['workaround_found_at', 'workaround_found_by'],
  'customers.first_name': ['full_name'],
  'customers.last_name': ['full_name'],
  'timeEntries.entry': [
    'service',
    ...['incident', 'problem', 'change', 'release'].flatMap((type) => [`${type}_id`, `${type}_link`]),
  ],
  user_id: ['user', 'external_email'],
  external_email: ['user', 'watched_by'],
  watched_by: ['external_email'],
};

/** The fields that say when a thing was changed, and which user changed it. */
export const TRACES = ['updated_at', 'last_active_at', 'updated_by_user', 'updated_by'];

/** What a blank does where it does not clear: keep what is there, be refused, have it computed, or clear what is mandatory. */
export const BLANKS: Readonly<Record<string, 'kept' | 'refused' | 'computed' | 'cleared'>> = {
  'incidents.due_date': 'computed',
  'releases.service_id': 'refused',
  'watches.external_email': 'refused',
  'watches.watched_by': 'refused',
  'releaseRecords.release_status': 'cleared',
  'issues.priority': 'computed',
  opened_at: 'kept',
  performed_at: 'kept',
  priority_id: 'kept',
  type_id: 'kept',
  additional_values: 'kept',
  additional_fields: 'kept',
  owned_by: 'kept',
  user_id: 'kept',
};

/** What a table says of a field of a resource: by its whole name, by the end of it, or of the field wherever it is. */
export function ruleOf<Rule>(
  table: Readonly<Record<string, Rule>>,
  resource: string,
  field: string,
): Rule | undefined {
  return table[`${resource}.${field}`] ?? table[`${resource.split('.').at(-1)}.${field}`] ?? table[field];
}
