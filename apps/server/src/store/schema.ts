import type { ColumnType, Generated, Selectable } from 'kysely';

/** A 64-bit integer: a number if it is safe, otherwise a bigint. */
export type Id = number | bigint;

/** A point in time, in seconds since 1970, UTC. */
export type Seconds = number;

/** 0 or 1: SQLite has no booleans. */
export type Bit = 0 | 1;

/** The key that rows are sorted and found by, derived from their name by `names.ts`. */
export type NameKey = ColumnType<string, never, never>;

/** A row of a table with names, without the key of its name. */
export type NamedRow<Table> = Omit<Selectable<Table>, 'name_key'>;

export type RecordType = 'incident' | 'problem' | 'change' | 'release';

/** The types of resources that notes and watches belong to. */
export type ParentType =
  | RecordType
  | 'config_item'
  | 'issue'
  | 'release_record'
  | 'message'
  | 'knowledge_article';

export interface AccountsTable {
  id: Id;
  name: string;
  /** The user that calls with an account-wide token are made as. */
  owner_id: Id;
  /** The time zone of dates without an offset, by its IANA name such as `Pacific/Auckland`. */
  time_zone: string;
  /** When its removal began; null while it is served. */
  removed_at: Generated<Seconds | null>;
}

/** The last number of each sequence. */
export interface SequencesTable {
  account_id: Id;
  name: string;
  last: Id;
}

/** Users and groups, which share their ids and the paths of the API. */
export interface UsersTable {
  account_id: Id;
  id: Id;
  kind: 'user' | 'group';
  first_name: string;
  last_name: string;
  email: string;
  email_aliases: string;
  office_phone: string;
  mobile_phone: string;
  other_phone: string;
  fax: string;
  address: string;
  job_title: string;
  department: string;
  notes: string;
  time_zone: string;
  company_id: Id | null;
  /** Whether they enter, see and change the time of all users. */
  time_administrator: Bit;
  activated_at: Seconds | null;
  created_at: Seconds;
  updated_at: Seconds;
  avatar_id: Id | null;
  /** When the operator disabled the user; null for an active user. */
  disabled_at: Generated<Seconds | null>;
  name_key: NameKey;
}

export interface MembershipsTable {
  account_id: Id;
  group_id: Id;
  user_id: Id;
}

/** The users and groups of each service. */
export interface ServiceAccessTable {
  account_id: Id;
  service_id: Id;
  user_id: Id;
}

/** Keyed by the hash alone, since the token determines the account. */
export interface TokensTable {
  /** SHA-256 of the token, in hex. The token itself is not stored. */
  hash: string;
  account_id: Id;
  /** Null for an account-wide token. */
  user_id: Id | null;
  /** Requests per hour; null for the provider's setting. */
  hourly_limit: number | null;
  created_at: Seconds;
  /** The operator's description of its purpose. */
  name: Generated<string>;
  /** When it expires; null for never. */
  expires_at: Generated<Seconds | null>;
}

/** The requests of the current hour of a token, of all processes on this database, see `hourly-counts.ts`. */
export interface HourlyCountsTable {
  account_id: Id;
  /** The hash of the token. */
  token: string;
  count: number;
  /** When the hour ends. */
  ends_at: Seconds;
}

/** Responses of calls that may be sent again, see `idempotency-keys.ts`. */
export interface IdempotencyKeysTable {
  account_id: Id;
  /** Who sent the request; 0 for an account-wide token. */
  user_id: Id;
  key: string;
  /** A hash of the request. */
  request: string;
  /** The text of the response. */
  response: string;
  created_at: Seconds;
}

export interface ServicesTable {
  account_id: Id;
  id: Id;
  name: string;
  /** Its name in paths of the API. */
  slug: string;
  avatar_id: Id | null;
  /** The assignee of its new incidents; null for the caller. */
  default_assignee_id: Id | null;
  name_key: NameKey;
}

export interface ServicePrioritiesTable {
  account_id: Id;
  id: Id;
  service_id: Id;
  record_type: RecordType;
  level: number;
  description: string;
  /** Hours until due; null for 24 per level. */
  due_hours: number | null;
  /** Hours until escalation; null for never. */
  escalation_hours: number | null;
  name_key: NameKey;
}

export interface ServiceActivityTypesTable {
  account_id: Id;
  id: Id;
  service_id: Id;
  record_type: RecordType;
  name: string;
  /** The priority of new records of this type; null for the service's default level. */
  default_priority_id: Id | null;
  name_key: NameKey;
}

export interface CategoriesTable {
  account_id: Id;
  id: Id;
  service_id: Id;
  name: string;
  name_key: NameKey;
}

export interface CompaniesTable {
  account_id: Id;
  id: Id;
  name: string;
  email: Generated<string>;
  office_phone: Generated<string>;
  mobile_phone: Generated<string>;
  other_phone: Generated<string>;
  fax: Generated<string>;
  website: Generated<string>;
  address: Generated<string>;
  notes: Generated<string>;
  avatar_id: Id | null;
  name_key: NameKey;
}

export interface CustomersTable {
  account_id: Id;
  id: Id;
  first_name: string;
  last_name: string;
  email: string;
  email_aliases: string;
  office_phone: string;
  mobile_phone: string;
  other_phone: string;
  fax: string;
  address: string;
  job_title: string;
  department: string;
  notes: string;
  portal_access: Bit;
  see_all_incidents: Bit;
  admin: Bit;
  company_id: Id | null;
  avatar_id: Id | null;
  name_key: NameKey;
}

/** The picture of each id of the account. */
export interface AvatarsTable {
  account_id: Id;
  id: Id;
  /** The path of the picture at full size. */
  public_filename: string;
}

/** Keyed by the key alone: the path of a picture names no account, and accounts may share a picture. */
export interface PicturesTable {
  /** The 40 hexadecimal digits in its path. */
  key: string;
  public_filename: string;
  media_type: string;
  /** The file. If an earlier version or an import stored it, it may contain metadata of a camera. */
  content: Uint8Array;
}

/** Messages of a service to its users. */
export interface MessagesTable {
  account_id: Id;
  id: Id;
  title: string;
  service_id: Id;
  name_key: NameKey;
}

/** Articles of the knowledge base of a service. */
export interface KnowledgeArticlesTable {
  account_id: Id;
  id: Id;
  title: string;
  service_id: Id;
  name_key: NameKey;
}

export interface IncidentsTable {
  account_id: Id;
  /** The reference number. */
  id: Id;
  title: string;
  service_id: Id;
  priority_id: Id | null;
  /** The level of that priority, a copy for the order of lists. */
  priority_level: number | null;
  type_id: Id | null;
  category_id: Id | null;
  customer_id: Id | null;
  opened_at: Seconds;
  created_at: Seconds;
  last_active_at: Seconds;
  due_date: Seconds | null;
  due_to_escalate_at: Seconds | null;
  /** Whether the input of the due dates changed while they were frozen, so that re-opening computes them again. */
  due_outdated: Generated<Bit>;
  resolved_at: Seconds | null;
  closed_at: Seconds | null;
  closure_code: number | null;
  closure_comment: string;
  interesting: Bit;
  common: Bit;
  customer_viewable_at: Seconds | null;
  /** A JSON object of strings. */
  additional_values: string;
  owner_id: Id | null;
  assigned_user_id: Id | null;
  received_by_id: Id | null;
  updated_by_user_id: Id | null;
  resolved_by_user_id: Id | null;
  closed_by_user_id: Id | null;
}

export interface ProblemsTable {
  account_id: Id;
  /** The reference number. */
  id: Id;
  title: string;
  service_id: Id;
  priority_id: Id | null;
  type_id: Id | null;
  category_id: Id | null;
  customer_id: Id | null;
  occurred_at: Seconds | null;
  created_at: Seconds;
  updated_at: Seconds;
  last_active_at: Seconds;
  last_notified_at: Seconds | null;
  workaround_found_at: Seconds | null;
  resolved_at: Seconds | null;
  closed_at: Seconds | null;
  closure_code: number | null;
  closure_comment: string;
  interesting: Bit;
  common: Bit;
  customer_viewable_at: Seconds | null;
  assignee_note: string;
  /** Addresses outside the account, separated by commas. */
  non_beetil_users: string;
  external_email: string;
  /** A JSON object of strings. */
  additional_values: string;
  owner_id: Id | null;
  assigned_user_id: Id | null;
  received_by_id: Id | null;
  updated_by_user_id: Id | null;
  workaround_found_by_user_id: Id | null;
  closed_by_user_id: Id | null;
}

export interface ChangesTable {
  account_id: Id;
  /** The reference number. */
  id: Id;
  title: string;
  service_id: Id;
  priority_id: Id | null;
  type_id: Id | null;
  category_id: Id | null;
  /** Its status in the life cycle, see `resources/changes/life-cycle.ts`. */
  status: number;
  /** The status that re-opening restores; null while it is open. */
  status_before_closing: number | null;
  /** 1 low, 2 medium, 3 high. */
  complexity: number | null;
  risk: number | null;
  estimated_hours: number | null;
  created_at: Seconds;
  updated_at: Seconds;
  last_active_at: Seconds;
  due_date: Seconds | null;
  due_live_at: Seconds | null;
  submitted_for_approval_at: Seconds | null;
  submitted_for_approval_by_user_id: Id | null;
  approved_at: Seconds | null;
  declined_at: Seconds | null;
  implementation_due_date: Seconds | null;
  implementation_completed_at: Seconds | null;
  implementation_completed_by_user_id: Id | null;
  test_due_date: Seconds | null;
  test_completed_at: Seconds | null;
  test_completed_by_user_id: Id | null;
  ready_for_release_at: Seconds | null;
  ready_for_release_by_user_id: Id | null;
  released_live_at: Seconds | null;
  closed_at: Seconds | null;
  closed_by_user_id: Id | null;
  closure_code: number | null;
  closure_comment: string;
  customer_viewable_at: Seconds | null;
  /** A JSON object of strings. */
  additional_values: string;
  owner_id: Id | null;
  assigned_user_id: Id | null;
  updated_by_user_id: Id | null;
}

export interface ChangeTestersTable {
  account_id: Id;
  id: Id;
  change_id: Id;
  /** The user or group that tests. */
  user_id: Id;
  focus: string;
  completed_at: Seconds | null;
  created_at: Seconds;
  updated_at: Seconds;
}

/** The types of resources that issues belong to. */
export type IssueParentType = 'change' | 'change_tester' | 'release';

export interface IssuesTable {
  account_id: Id;
  id: Id;
  parent_type: IssueParentType;
  parent_id: Id;
  title: string;
  /** 1 high, 2 medium, 3 low. */
  priority: number;
  resolved: Bit;
  ok_by_tester: Bit;
  /** The user that it is assigned to. */
  user_id: Id;
  created_at: Seconds;
  updated_at: Seconds;
  /** When a field last changed or a note was written; null until then. */
  last_active_at: Seconds | null;
}

export interface ReleasesTable {
  account_id: Id;
  /** The reference number. */
  id: Id;
  title: string;
  service_id: Id;
  priority_id: Id | null;
  type_id: Id | null;
  category_id: Id | null;
  /** Of the life cycle, see `resources/releases/life-cycle.ts`. */
  status: number;
  /** Where re-opening takes it back to; null unless it is closed. */
  status_before_closing: number | null;
  created_at: Seconds;
  updated_at: Seconds;
  last_active_at: Seconds;
  due_date: Seconds | null;
  due_live_at: Seconds | null;
  submitted_for_approval_at: Seconds | null;
  submitted_for_approval_by_user_id: Id | null;
  approved_at: Seconds | null;
  approved_by_user_id: Id | null;
  declined_at: Seconds | null;
  complete_at: Seconds | null;
  complete_by_user_id: Id | null;
  released_to_production_at: Seconds | null;
  released_to_production_by_user_id: Id | null;
  review_due_date: Seconds | null;
  review_completed_at: Seconds | null;
  review_completed_by_user_id: Id | null;
  closed_at: Seconds | null;
  closed_by_user_id: Id | null;
  closure_code: number | null;
  closure_comment: string;
  customer_viewable_at: Seconds | null;
  last_notified_at: Seconds | null;
  /** Addresses outside the account, separated by commas. */
  non_beetil_users: string;
  external_email: string;
  /** A JSON object of strings. */
  additional_values: string;
  owner_id: Id | null;
  assigned_user_id: Id | null;
  updated_by_user_id: Id | null;
}

/** Who reviews a release. */
export interface ReviewUsersTable {
  account_id: Id;
  id: Id;
  release_id: Id;
  /** Who reviews. */
  user_id: Id;
  focus: string;
  completed_at: Seconds | null;
  created_at: Seconds;
  updated_at: Seconds;
}

/** That a release was released somewhere, and how it went. */
export interface ReleaseRecordsTable {
  account_id: Id;
  id: Id;
  release_id: Id;
  reference: string;
  released_at: Seconds;
  released_to: string;
  /** 1 when it succeeded. */
  release_status: Bit;
}

export interface NotesTable {
  account_id: Id;
  /** Unique over all kinds. */
  id: Id;
  parent_type: ParentType;
  parent_id: Id;
  /** One of the kinds of its parent, see `note-types.ts` of the records. */
  kind: string;
  note: string;
  /** Null if its author is outside of the account. */
  user_id: Id | null;
  external_email: string;
  /** The hash of the token whose create made it from a plain text, else null. */
  created_with: string | null;
  created_at: Seconds;
  updated_at: Seconds;
}

export interface WatchesTable {
  account_id: Id;
  id: Id;
  parent_type: ParentType;
  parent_id: Id;
  user_id: Id | null;
  external_email: string;
  created_at: Seconds;
  updated_at: Seconds;
}

/** A link is two rows, one seen from each end. */
export interface LinksTable {
  account_id: Id;
  from_type: RecordType;
  from_id: Id;
  to_type: RecordType;
  to_id: Id;
  position: Generated<number>;
}

/** Time that users spent. */
export interface TimeEntriesTable {
  account_id: Id;
  id: Id;
  user_id: Id;
  hours: number;
  description: string;
  /** The task, as the entry names it. */
  custom: string;
  performed_at: Seconds;
  /**
   * The record that it was spent on, and else the service; both null for a task of its own. Older rows also have the service
   * that their record was in; responses have the one that it is in now.
   */
  record_type: RecordType | null;
  record_id: Id | null;
  service_id: Id | null;
  /** When the operator closed the books on it. */
  locked_at: Seconds | null;
  created_at: Seconds;
  updated_at: Seconds;
}

/** How many records of a type are open, by service and assignee. */
export interface OpenCountsTable {
  account_id: Id;
  record_type: RecordType;
  service_id: Id;
  /** 0 for records without an assignee. */
  assigned_user_id: Id;
  open: number;
}

/** A saved report: what an operator filtered a list by. */
export interface ReportsTable {
  account_id: Id;
  id: Id;
  record_type: RecordType;
  name: string;
  /** A JSON object, see `ReportFilters` of the records. */
  filters: string;
  /** One of the list's orders; null for newest number first. */
  order: string | null;
  name_key: NameKey;
}

/** A kind of config item. All but one have a parent: the root. */
export interface ConfigTypesTable {
  account_id: Id;
  id: Id;
  parent_id: Id | null;
  name: string;
  /** A JSON list of the names of the fields that it gives to its items and to those of the types below it. */
  fields: string;
  name_key: NameKey;
}

export interface ConfigItemsTable {
  account_id: Id;
  /** The reference number, of a sequence of its own. */
  id: Id;
  config_type_id: Id;
  name: string;
  description: string;
  owner_id: Id;
  /** A JSON object of strings. */
  config_type_fields: string;
  /** A JSON object of strings. */
  additional_fields: string;
  name_key: NameKey;
}

export interface ConfigRelationshipTypesTable {
  account_id: Id;
  id: Id;
  name: string;
  /** Whether it is the side that depends. */
  primary: Bit;
  /** Hard, soft or none. */
  dependency_type: 'H' | 'S' | 'N';
  /** The type of the other side. */
  opposite_id: Id;
  name_key: NameKey;
}

/** A relationship is two rows, one seen from each end with the type of its side. */
export interface ConfigRelationshipsTable {
  account_id: Id;
  from_id: Id;
  type_id: Id;
  to_id: Id;
}

/** How far the import of an account has come. */
export interface ImportsTable {
  account_id: Id;
  /** How many lines of the account's part of the file are in the database. */
  lines: number;
  /** SHA-256 of these lines, in hex: another file has others. */
  digest: string;
  finished: Bit;
}

/** What the rows of an outbox have in common, see `deliveries.ts`. */
export interface OutboxColumns {
  account_id: Id;
  id: Id;
  created_at: Seconds;
  /** The number of attempts. */
  attempts: number;
  /** The time of the next attempt, or the end of the lease of the current one; null while an earlier row must go first. */
  due_at: Seconds | null;
  /** When it was given up, else null. */
  failed_at: Seconds | null;
  /** The error of the last attempt. */
  error: string;
}

/** The outbox of the mails that were not sent. */
export interface MailsTable extends OutboxColumns {
  /** What makes its Message-ID, so that a doubled mail can be known. */
  message_key: string;
  /** One address. */
  recipient: string;
  recipient_name: string;
  subject: string;
  body: string;
  /** Where the desk shows what it is about, `/incidents/13534`; `""` for those who cannot see it there. */
  path: string;
  due_at: Seconds;
}

/** The endpoints of an account that are notified of events. */
export interface WebhooksTable {
  account_id: Id;
  id: Id;
  url: string;
  /** Patterns of events, separated by commas: `incident.*,problem.created`. */
  events: string;
  /** `whsec_` and the key of its signatures in base64. */
  secret: string;
  /** The secret before the last rotation, which signs as well until it expires. */
  old_secret: Generated<string | null>;
  old_secret_until: Generated<Seconds | null>;
  created_at: Seconds;
  /** Since when it gets nothing; null while it is enabled. */
  disabled_at: Generated<Seconds | null>;
}

/** The outbox of the events that endpoints have not received. */
export interface WebhookDeliveriesTable extends OutboxColumns {
  webhook_id: Id;
  /** The record of the event. Its events are delivered one after the other. */
  record_type: RecordType;
  record_id: Id;
  /** The `webhook-id` of the delivery. */
  event_key: string;
  /** Its type, such as `incident.created`. */
  event: string;
  body: string;
  /** 1 while the body lacks the record: the next change of the account adds it first. */
  incomplete: Generated<0 | 1>;
  /** The time of the first attempt; null before. */
  tried_since: Seconds | null;
}

export interface Database {
  accounts: AccountsTable;
  sequences: SequencesTable;
  users: UsersTable;
  memberships: MembershipsTable;
  service_access: ServiceAccessTable;
  tokens: TokensTable;
  hourly_counts: HourlyCountsTable;
  idempotency_keys: IdempotencyKeysTable;
  services: ServicesTable;
  service_priorities: ServicePrioritiesTable;
  service_activity_types: ServiceActivityTypesTable;
  categories: CategoriesTable;
  companies: CompaniesTable;
  customers: CustomersTable;
  avatars: AvatarsTable;
  pictures: PicturesTable;
  messages: MessagesTable;
  knowledge_articles: KnowledgeArticlesTable;
  incidents: IncidentsTable;
  problems: ProblemsTable;
  changes: ChangesTable;
  change_testers: ChangeTestersTable;
  issues: IssuesTable;
  releases: ReleasesTable;
  review_users: ReviewUsersTable;
  release_records: ReleaseRecordsTable;
  notes: NotesTable;
  watches: WatchesTable;
  links: LinksTable;
  reports: ReportsTable;
  open_counts: OpenCountsTable;
  config_types: ConfigTypesTable;
  config_items: ConfigItemsTable;
  config_relationship_types: ConfigRelationshipTypesTable;
  config_relationships: ConfigRelationshipsTable;
  time_entries: TimeEntriesTable;
  imports: ImportsTable;
  mails: MailsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
}
