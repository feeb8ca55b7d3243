import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';

/*
 * List, get and create of incidents on the server's database file, as written for these calls alone: the queries and
 * responses of the server, byte by byte, without the checks and options that the benchmark does not use.
 */

// biome-ignore lint/suspicious/noExplicitAny: a row has the columns that its statement selects.
type Row = Record<string, any>;
type RowsById = Map<number | null, Row>;

const PEOPLE = [
  'owner_id',
  'assigned_user_id',
  'received_by_id',
  'updated_by_user_id',
  'resolved_by_user_id',
  'closed_by_user_id',
];

const LINKS = '/external_api/v1';
const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: handwritten.ts FILE');
const db = new DatabaseSync(file, { timeout: 5000 });
db.exec('pragma journal_mode = wal; pragma synchronous = full');

const statements = new Map<string, StatementSync>();

function all(sql: string, ...values: SQLInputValue[]): Row[] {
  const statement = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, statement);
  return statement.all(...values);
}

/** Rows of an account, by the rest of the condition. */
function select(table: string, account: number, condition: string, ...values: SQLInputValue[]): Row[] {
  return all(`select * from ${table} where account_id = ? and ${condition}`, account, ...values);
}

function byId(table: string, account: number, ids: (number | null)[], columns = '*'): RowsById {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const sql = `select ${columns} from ${table} where account_id = ? and id in (${marks(wanted)})`;
  return new Map(all(sql, account, ...wanted).map((row) => [row.id, row]));
}

function insert(table: string, row: Row): Row {
  const names = Object.keys(row);
  const sql = `insert into ${table} (${names.join()}) values (${marks(names)}) returning *`;
  return all(sql, ...Object.values(row))[0] as Row;
}

function marks({ length }: unknown[]): string {
  return Array.from({ length }, () => '?').join();
}

function nextId(account: number, name: string): number {
  const sql = `insert into sequences (account_id, name, last) values (?, ?, 1)
    on conflict (account_id, name) do update set last = last + 1 returning last`;
  return all(sql, account, name)[0]?.last;
}

interface Caller {
  account: number;
  user: number | null;
  person: number;
  token: string;
}

function callerOf({ headers }: FastifyRequest): Caller | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const password = pair.slice(pair.indexOf(':') + 1);
  const token = createHash('sha256').update(password).digest('hex');
  const [row] = all(
    `select tokens.account_id, tokens.user_id, tokens.hourly_limit, tokens.expires_at, accounts.owner_id,
       accounts.time_zone from tokens join accounts on accounts.id = tokens.account_id where tokens.hash = ?`,
    token,
  );
  if (!row || (row.expires_at !== null && row.expires_at <= Date.now() / 1000)) return undefined;
  return { account: row.account_id, user: row.user_id, person: row.user_id ?? row.owner_id, token };
}

/** The services that a caller sees as a condition of SQL, and its values. */
function visible({ account, user }: Caller, column: string): [condition: string, values: number[]] {
  if (user === null) return ['true', []];
  const services = all(
    `select distinct service_id from service_access where account_id = ? and (user_id = ? or user_id in
       (select group_id from memberships where account_id = ? and user_id = ?))`,
    ...[account, user, account, user],
  ).map(({ service_id }) => service_id);
  return [`${column} in (${marks(services)})`, services];
}

function listIncidents(caller: Caller, { limit = '10', page = '1' }: Row): Row {
  const { account, user } = caller;
  const [condition, values] = visible(caller, 'service_id');
  const narrowed = user === null ? condition : `${condition} and assigned_user_id = ?`;
  const scope = user === null ? values : [...values, user];
  const counted = `select sum(open) as open from open_counts where account_id = ? and record_type = 'incident'`;
  const entries = all(`${counted} and ${narrowed}`, account, ...scope)[0]?.open ?? 0;
  const size = Number(limit);
  const ids = all(
    `select id from incidents where account_id = ? and ${narrowed} and closed_at is null
     order by (due_date is null), due_date, id desc limit ? offset ?`,
    ...[account, ...scope, size, (Number(page) - 1) * size],
  ).map(({ id }) => id);
  const rows = byId('incidents', account, ids);
  return {
    total_entries: entries,
    total_pages: Math.max(1, Math.ceil(entries / size)),
    incidents: summaries(
      account,
      ids.map((id) => rows.get(id) as Row),
    ),
  };
}

function getIncident(caller: Caller, id: number): Row | undefined {
  const [condition, values] = visible(caller, 'service_id');
  const [incident] = select('incidents', caller.account, `id = ? and ${condition}`, id, ...values);
  return incident && { incident: view(caller.account, incident) };
}

function createIncident(caller: Caller, { title, service_id, symptom }: Row): Row {
  const { account, person } = caller;
  const now = Math.floor(Date.now() / 1000);
  db.exec('begin immediate');
  try {
    const [condition, values] = visible(caller, 'id');
    const [service] = select('services', account, `id = ? and ${condition}`, service_id, ...values);
    if (!service) throw new Error('no such service');
    const ofIncidents = "service_id = ? and record_type = 'incident' order by";
    const [type] = select('service_activity_types', account, `${ofIncidents} id`, service_id);
    const priorities = select('service_priorities', account, `${ofIncidents} level, id`, service_id);
    const priority = priorities.find(({ level }) => level === 3) ?? priorities[0];
    const incident = insert('incidents', {
      account_id: account,
      id: nextId(account, 'record'),
      title,
      service_id,
      priority_id: priority?.id ?? null,
      priority_level: priority?.level ?? null,
      type_id: type?.id ?? null,
      opened_at: now,
      created_at: now,
      last_active_at: now,
      due_date: priority ? now + (priority.due_hours ?? 24 * priority.level) * 3600 : null,
      due_to_escalate_at: priority?.escalation_hours ? now + priority.escalation_hours * 3600 : null,
      owner_id: person,
      assigned_user_id: service.default_assignee_id ?? person,
      received_by_id: person,
      updated_by_user_id: person,
    });
    all(
      `insert into open_counts (account_id, record_type, service_id, assigned_user_id, open)
       values (?, 'incident', ?, ?, 1)
       on conflict (account_id, record_type, service_id, assigned_user_id) do update set open = open + 1`,
      ...[account, service_id, incident.assigned_user_id],
    );
    insert('notes', {
      account_id: account,
      id: nextId(account, 'note'),
      parent_type: 'incident',
      parent_id: incident.id,
      kind: 'symptom',
      note: symptom,
      user_id: person,
      created_with: caller.token,
      created_at: now,
      updated_at: now,
    });
    const result = { incident: view(account, incident) };
    db.exec('commit');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}

/** What the views of incidents refer to, by one query per table. */
interface Related {
  services: RowsById;
  priorities: RowsById;
  watches: Row[];
  users: RowsById;
}

function relatedTo(account: number, incidents: Row[], notes: Row[]): Related {
  const ids = (column: string) => incidents.map((incident) => incident[column]);
  const ofIncidents = `parent_type = 'incident' and parent_id in (${marks(incidents)}) order by id`;
  const watches = select('watches', account, ofIncidents, ...ids('id'));
  const people = [...PEOPLE.flatMap(ids), ...[...notes, ...watches].map(({ user_id }) => user_id)];
  const picture = `(select public_filename from avatars
    where avatars.account_id = users.account_id and avatars.id = users.avatar_id)`;
  return {
    services: byId('services', account, ids('service_id')),
    priorities: byId('service_priorities', account, ids('priority_id')),
    watches,
    users: byId('users', account, people, `*, ${picture} as picture`),
  };
}

function summaries(account: number, incidents: Row[]): Row[] {
  if (incidents.length === 0) return [];
  const notes = all(
    `with ranked as (
       select *, row_number() over (partition by parent_id order by created_at desc, id desc) as newest
       from notes where account_id = ? and parent_type = 'incident' and parent_id in (${marks(incidents)})
     )
     select * from ranked where newest = 1`,
    ...[account, ...incidents.map(({ id }) => id)],
  );
  const related = relatedTo(account, incidents, notes);
  const newest = new Map(notes.map((note) => [note.parent_id, note]));
  return incidents.map((incident) => summary(incident, newest.get(incident.id), related));
}

function view(account: number, incident: Row): Row {
  const ofIncident = "parent_type = 'incident' and parent_id = ? order by created_at, id";
  const notes = select('notes', account, ofIncident, incident.id);
  const related = relatedTo(account, [incident], notes);
  const type = byId('service_activity_types', account, [incident.type_id]).get(incident.type_id);
  const slug = related.services.get(incident.service_id)?.slug;
  const entries = select('time_entries', account, 'record_id = ?', incident.id);
  const hours = entries.reduce((sum, entry) => sum + entry.hours, 0);
  const fromIncident = "from_type = 'incident' and from_id = ? order by position, to_id";
  const links = select('links', account, fromIncident, incident.id);
  const linked = (kind: string) =>
    links
      .filter(({ to_type }) => to_type === kind)
      .map(({ to_id }) => ({
        [`${kind}_id`]: to_id,
        [`${kind}_link`]: `${LINKS}/links/incidents/${incident.id}/${kind}s/${to_id}`,
      }));
  const listed = (kind: string) =>
    notes
      .filter((note) => note.kind === kind)
      .map((note) => ({ [kind]: noteView(incident, note, related.users) }));
  return {
    ...summary(incident, notes.at(-1), related),
    service_activity_type: type
      ? {
          id: type.id,
          name: type.name,
          service_activity_type_link: `${LINKS}/services/${slug}/service_activity_types/${type.id}`,
        }
      : null,
    category: null,
    customer: null,
    opened_at: timestamp(incident.opened_at),
    resolved_at: timestamp(incident.resolved_at),
    closure_code: incident.closure_code ?? '',
    closure_comment: incident.closure_comment,
    interesting: incident.interesting,
    common: incident.common,
    customer_viewable_at: timestamp(incident.customer_viewable_at),
    additional_values: JSON.parse(incident.additional_values),
    received_by: person(related.users, incident.received_by_id),
    symptoms: listed('symptom'),
    resolutions: listed('resolution'),
    comments: listed('comment'),
    incidents: linked('incident'),
    problems: linked('problem'),
    changes: linked('change'),
    releases: linked('release'),
    total_time_spent: Math.round(hours * 10_000) / 10_000,
  };
}

function summary(
  incident: Row,
  note: Row | undefined,
  { services, priorities, watches, users }: Related,
): Row {
  const { id, avatar_id, name, slug } = services.get(incident.service_id) as Row;
  const priority = priorities.get(incident.priority_id);
  return {
    id: incident.id,
    reference_num: incident.id,
    incident_link: `${LINKS}/incidents/${incident.id}`,
    title: incident.title,
    status: incident.closed_at !== null ? 'Closed' : incident.resolved_at !== null ? 'Resolved' : 'Open',
    service: {
      id,
      name,
      service_link: `${LINKS}/services/${id}`,
      avatar: avatar_id === null ? null : { avatar_link: `${LINKS}/avatars/${avatar_id}` },
    },
    priority: priority
      ? {
          id: priority.id,
          level: priority.level,
          description: priority.description,
          service_priority_link: `${LINKS}/services/${slug}/service_priorities/${priority.id}`,
        }
      : null,
    created_at: timestamp(incident.created_at),
    last_active_at: timestamp(incident.last_active_at),
    due_date: timestamp(incident.due_date),
    due_to_escalate_at: timestamp(incident.due_to_escalate_at),
    closed_at: timestamp(incident.closed_at),
    owner: person(users, incident.owner_id),
    assigned_user: person(users, incident.assigned_user_id),
    updated_by_user: person(users, incident.updated_by_user_id),
    resolved_by_user: person(users, incident.resolved_by_user_id),
    closed_by_user: person(users, incident.closed_by_user_id),
    latest_note: note
      ? noteView(incident, note, users)
      : { id: null, created_at: '', note: '', user: null, external_email: '' },
    watches: watches
      .filter(({ parent_id }) => parent_id === incident.id)
      .map((watch) => ({
        watch: {
          id: watch.id,
          watch_link: `${LINKS}/incidents/${incident.id}/watches/${watch.id}`,
          watched_by: person(users, watch.user_id),
          external_email: watch.external_email,
        },
      })),
  };
}

function noteView(incident: Row, note: Row, users: RowsById): Row {
  return {
    id: note.id,
    created_at: timestamp(note.created_at),
    note: note.note,
    [`${note.kind}_link`]: `${LINKS}/incidents/${incident.id}/${note.kind}s/${note.id}`,
    user: person(users, note.user_id),
    external_email: note.external_email,
  };
}

function person(users: RowsById, id: number | null): Row | null {
  const user = users.get(id);
  if (!user) return null;
  const link = `${LINKS}/users/${user.id}`;
  return {
    id: user.id,
    ...(user.kind === 'group' ? { group_link: link } : { user_link: link }),
    full_name: [user.first_name, user.last_name].filter(Boolean).join(' '),
    first_name: user.first_name,
    last_name: user.kind === 'group' ? null : user.last_name,
    avatar: user.picture === null ? '' : { public_filename: user.picture },
  };
}

function timestamp(at: number | null): string {
  return at === null ? '' : new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}

const app = fastify();

/** Sends a result in v1's envelope, or 401 for an unknown token. */
function respondWith(result: (caller: Caller, request: FastifyRequest) => Row | undefined) {
  return (request: FastifyRequest, reply: FastifyReply) => {
    const caller = callerOf(request);
    const found = caller && result(caller, request);
    if (!found) return reply.code(caller ? 404 : 401).send();
    return reply
      .header('Cache-Control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ result: found, version: '1.0', status: 'Success' }));
  };
}

app.get(
  '/v1/incidents.json',
  respondWith((caller, { query }) => listIncidents(caller, query as Row)),
);
app.get(
  '/v1/incidents/:id(^\\d+).json',
  respondWith((caller, { params }) => getIncident(caller, Number((params as Row).id))),
);
app.post(
  '/v1/incidents.json',
  respondWith((caller, { body }) => createIncident(caller, (body as Row).incident)),
);
await app.listen({ port: 0 });
console.log(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
