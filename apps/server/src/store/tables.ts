import type { Database } from './schema.ts';

/**
 * Every table with the columns of its key, in the order in which a copy writes them: what is referred to comes first. The
 * type checker asks for the one that is forgotten.
 */
export const TABLES: { readonly [Table in keyof Database]: readonly (keyof Database[Table])[] } = {
  accounts: ['id'],
  sequences: ['account_id', 'name'],
  users: ['account_id', 'id'],
  memberships: ['account_id', 'group_id', 'user_id'],
  service_access: ['account_id', 'service_id', 'user_id'],
  tokens: ['hash'],
  hourly_counts: ['account_id', 'token'],
  services: ['account_id', 'id'],
  service_priorities: ['account_id', 'id'],
  service_activity_types: ['account_id', 'id'],
  categories: ['account_id', 'id'],
  companies: ['account_id', 'id'],
  customers: ['account_id', 'id'],
  avatars: ['account_id', 'id'],
  pictures: ['key'],
  messages: ['account_id', 'id'],
  knowledge_articles: ['account_id', 'id'],
  incidents: ['account_id', 'id'],
  changes: ['account_id', 'id'],
  change_testers: ['account_id', 'id'],
  issues: ['account_id', 'id'],
  problems: ['account_id', 'id'],
  releases: ['account_id', 'id'],
  review_users: ['account_id', 'id'],
  release_records: ['account_id', 'id'],
  notes: ['account_id', 'id'],
  watches: ['account_id', 'id'],
  links: ['account_id', 'from_type', 'from_id', 'to_type', 'to_id'],
  reports: ['account_id', 'id'],
  open_counts: ['account_id', 'record_type', 'service_id', 'assigned_user_id'],
  config_types: ['account_id', 'id'],
  config_items: ['account_id', 'id'],
  config_relationship_types: ['account_id', 'id'],
  config_relationships: ['account_id', 'from_id', 'type_id', 'to_id'],
  time_entries: ['account_id', 'id'],
  imports: ['account_id'],
};
