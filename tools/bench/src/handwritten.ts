import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';

/*
 * Four calls on the server's database file, as somebody writes them who wants these and no others: statements prepared
 * by hand, nothing read, checked or answered that the calls of the bench do not need. The same queries, the same
 * answers, byte by byte; each create is a transaction of its own.
 */

// biome-ignore lint/suspicious/noExplicitAny: rows are what the statements say.
type Row = Record<string, any>;
type Values = SQLInputValue[];

const LINKS = '/external_api/v1';
const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: handwritten.ts FILE');
const db = new DatabaseSync(file, { timeout: 5000 });
db.exec('pragma journal_mode = wal; pragma synchronous = full');

const statements = new Map<string, StatementSync>();

function prepared(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  const statement = db.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

function all(sql: string, ...values: Values): Row[] {
  return prepared(sql).all(...values);
}

function one(sql: string, ...values: Values): Row | undefined {
  return prepared(sql).get(...values);
}

function run(sql: string, ...values: Values): void {
  prepared(sql).run(...values);
}

function marks({ length }: unknown[]): string {
  return Array.from({ length }, () => '?').join();
}

/** The rows of a table with these ids, by id. */
function byId(
  table: string,
  account: number,
  ids: Iterable<number | null>,
  columns = '*',
): Map<number | null, Row> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const rows = all(
    `select ${columns} from ${table} where account_id = ? and id in (${marks(wanted)})`,
    account,
    ...wanted,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Users with their pictures. */
function usersById(account: number, ids: Iterable<number | null>): Map<number | null, Row> {
  const picture = `(select public_filename from avatars
    where avatars.account_id = users.account_id and avatars.id = users.avatar_id)`;
  return byId('users', account, ids, `*, ${picture} as picture`);
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
  const hash = createHash('sha256')
    .update(pair.slice(pair.indexOf(':') + 1))
    .digest('hex');
  const row = one(
    `select tokens.account_id, tokens.user_id, tokens.hourly_limit, tokens.expires_at, accounts.owner_id,
       accounts.time_zone from tokens join accounts on accounts.id = tokens.account_id where tokens.hash = ?`,
    hash,
  );
  if (!row || (row.expires_at !== null && row.expires_at <= Date.now() / 1000)) return undefined;
  const { account_id, user_id, owner_id } = row;
  return { account: account_id, user: user_id, person: user_id ?? owner_id, token: hash };
}

function visibleServices({ account, user }: Caller): number[] | undefined {
  if (user === null) return undefined;
  return all(
    `select distinct service_id from service_access where account_id = ? and (user_id = ? or user_id in
       (select group_id from memberships where account_id = ? and user_id = ?))`,
    account,
    user,
    account,
    user,
  ).map(({ service_id }) => service_id);
}

function listIncidents(caller: Caller, { limit = '10', page = '1' }: Row): Row {
  const { account, user } = caller;
  const services = visibleServices(caller);
  const inServices = services ? `and service_id in (${marks(services)})` : '';
  const ofUser = user === null ? '' : 'and assigned_user_id = ?';
  const narrowed: Values = [...(services ?? []), ...(user === null ? [] : [user])];
  const entries: number =
    one(
      `select sum(open) as open from open_counts
       where account_id = ? and record_type = 'incident' ${inServices} ${ofUser}`,
      account,
      ...narrowed,
    )?.open ?? 0;
  const size = Number(limit);
  const found = all(
    `select id from incidents where account_id = ? ${inServices} ${ofUser} and closed_at is null
     order by (due_date is null), due_date, id desc limit ? offset ?`,
    account,
    ...narrowed,
    size,
    (Number(page) - 1) * size,
  );
  const rows = byId(
    'incidents',
    account,
    found.map(({ id }) => id),
  );
  return {
    total_entries: entries,
    total_pages: Math.max(1, Math.ceil(entries / size)),
    incidents: summaries(
      caller,
      found.map(({ id }) => rows.get(id) as Row),
    ),
  };
}

function getIncident(caller: Caller, id: number): Row | undefined {
  const services = visibleServices(caller);
  const incident = one(
    `select * from incidents where account_id = ? and id = ?
     ${services ? `and service_id in (${marks(services)})` : ''}`,
    caller.account,
    id,
    ...(services ?? []),
  );
  return incident && { incident: view(caller, incident) };
}

function createIncident(caller: Caller, { title, service_id, symptom }: Row): Row {
  const { account, person } = caller;
  const now = Math.floor(Date.now() / 1000);
  db.exec('begin immediate');
  try {
    const service = one('select * from services where account_id = ? and id = ?', account, service_id);
    const visible = visibleServices(caller);
    if (!service || (visible && !visible.includes(service.id))) throw new Error('no such service');
    const type = one(
      `select * from service_activity_types where account_id = ? and service_id = ? and record_type = 'incident'
       order by id`,
      account,
      service.id,
    );
    const priorities = all(
      `select * from service_priorities where account_id = ? and service_id = ? and record_type = 'incident'
       order by level, id`,
      account,
      service.id,
    );
    const priority = priorities.find(({ level }) => level === 3) ?? priorities[0];
    const assigned = service.default_assignee_id ?? person;
    const due = priority ? now + (priority.due_hours ?? 24 * priority.level) * 3600 : null;
    const escalate = priority?.escalation_hours ? now + priority.escalation_hours * 3600 : null;
    const incident: Row = {
      account_id: account,
      id: next(account, 'record'),
      title,
      service_id: service.id,
      priority_id: priority?.id ?? null,
      priority_level: priority?.level ?? null,
      type_id: type?.id ?? null,
      category_id: null,
      customer_id: null,
      opened_at: now,
      created_at: now,
      last_active_at: now,
      due_date: due,
      due_to_escalate_at: escalate,
      resolved_at: null,
      closed_at: null,
      closure_code: null,
      closure_comment: '',
      interesting: 0,
      common: 0,
      customer_viewable_at: null,
      additional_values: '{}',
      owner_id: person,
      assigned_user_id: assigned,
      received_by_id: person,
      updated_by_user_id: person,
      resolved_by_user_id: null,
      closed_by_user_id: null,
    };
    insert('incidents', incident);
    run(
      `insert into open_counts (account_id, record_type, service_id, assigned_user_id, open)
       values (?, 'incident', ?, ?, 1)
       on conflict (account_id, record_type, service_id, assigned_user_id) do update set open = open + 1`,
      account,
      service.id,
      assigned,
    );
    insert('notes', {
      account_id: account,
      id: next(account, 'note'),
      parent_type: 'incident',
      parent_id: incident.id,
      kind: 'symptom',
      note: symptom,
      user_id: person,
      external_email: '',
      created_with: caller.token,
      created_at: now,
      updated_at: now,
    });
    const answer = { incident: view(caller, incident) };
    db.exec('commit');
    return answer;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}

function next(account: number, name: string): number {
  return one(
    `insert into sequences (account_id, name, last) values (?, ?, 1)
     on conflict (account_id, name) do update set last = last + 1 returning last`,
    account,
    name,
  )?.last;
}

function insert(table: string, row: Row): void {
  const names = Object.keys(row);
  run(`insert into ${table} (${names.join()}) values (${marks(names)})`, ...Object.values(row));
}

function summaries({ account }: Caller, incidents: Row[]): Row[] {
  const ids = incidents.map(({ id }) => id);
  if (ids.length === 0) return [];
  const services = byId(
    'services',
    account,
    incidents.map(({ service_id }) => service_id),
  );
  const priorities = byId(
    'service_priorities',
    account,
    incidents.map(({ priority_id }) => priority_id),
  );
  const notes = new Map(
    all(
      `with ranked as (
         select *, row_number() over (partition by parent_id order by created_at desc, id desc) as newest
         from notes where account_id = ? and parent_type = 'incident' and parent_id in (${marks(ids)})
       )
       select * from ranked where newest = 1`,
      account,
      ...ids,
    ).map((note) => [note.parent_id, note]),
  );
  const watches = all(
    `select * from watches where account_id = ? and parent_type = 'incident' and parent_id in (${marks(ids)})
     order by id`,
    account,
    ...ids,
  );
  const users = usersById(account, [
    ...incidents.flatMap(peopleOf),
    ...[...notes.values(), ...watches].map(({ user_id }) => user_id),
  ]);
  return incidents.map((incident) =>
    summary(
      incident,
      services.get(incident.service_id) as Row,
      priorities.get(incident.priority_id),
      notes.get(incident.id),
      watches.filter(({ parent_id }) => parent_id === incident.id),
      users,
    ),
  );
}

/** An incident on its own, from one query for each thing that belongs to it. */
function view({ account }: Caller, incident: Row): Row {
  const service = one(
    'select * from services where account_id = ? and id = ?',
    account,
    incident.service_id,
  ) as Row;
  const priority =
    incident.priority_id === null
      ? undefined
      : one(
          'select * from service_priorities where account_id = ? and id = ?',
          account,
          incident.priority_id,
        );
  const type =
    incident.type_id === null
      ? undefined
      : one(
          'select * from service_activity_types where account_id = ? and id = ?',
          account,
          incident.type_id,
        );
  const notes = all(
    `select * from notes where account_id = ? and parent_type = 'incident' and parent_id = ?
     order by created_at, id`,
    account,
    incident.id,
  );
  const watches = all(
    `select * from watches where account_id = ? and parent_type = 'incident' and parent_id = ? order by id`,
    account,
    incident.id,
  );
  const users = usersById(account, [
    ...peopleOf(incident),
    incident.received_by_id,
    ...[...notes, ...watches].map(({ user_id }) => user_id),
  ]);
  const hours = all(
    'select hours from time_entries where account_id = ? and record_id = ?',
    account,
    incident.id,
  ).reduce((sum, entry) => sum + entry.hours, 0);
  const links = all(
    `select to_type, to_id from links where account_id = ? and from_type = 'incident' and from_id = ?
     order by position, to_id`,
    account,
    incident.id,
  );
  const linked = (kind: string) =>
    links
      .filter(({ to_type }) => to_type === kind)
      .map(({ to_id }) => ({
        [`${kind}_id`]: to_id,
        [`${kind}_link`]: `${LINKS}/links/incidents/${incident.id}/${kind}s/${to_id}`,
      }));
  const listed = (kind: string) =>
    notes.filter((note) => note.kind === kind).map((note) => ({ [kind]: noteView(incident, note, users) }));
  return {
    ...summary(incident, service, priority, notes.at(-1), watches, users),
    service_activity_type: type
      ? {
          id: type.id,
          name: type.name,
          service_activity_type_link: `${LINKS}/services/${service.slug}/service_activity_types/${type.id}`,
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
    received_by: person(users, incident.received_by_id),
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
  service: Row,
  priority: Row | undefined,
  note: Row | undefined,
  watches: Row[],
  users: Map<number | null, Row>,
): Row {
  const { id, avatar_id, name, slug } = service;
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
    watches: watches.map((watch) => ({
      watch: {
        id: watch.id,
        watch_link: `${LINKS}/incidents/${incident.id}/watches/${watch.id}`,
        watched_by: person(users, watch.user_id),
        external_email: watch.external_email,
      },
    })),
  };
}

function noteView(incident: Row, note: Row, users: Map<number | null, Row>): Row {
  return {
    id: note.id,
    created_at: timestamp(note.created_at),
    note: note.note,
    [`${note.kind}_link`]: `${LINKS}/incidents/${incident.id}/${note.kind}s/${note.id}`,
    user: person(users, note.user_id),
    external_email: note.external_email,
  };
}

function peopleOf(incident: Row): (number | null)[] {
  return [
    incident.owner_id,
    incident.assigned_user_id,
    incident.updated_by_user_id,
    incident.resolved_by_user_id,
    incident.closed_by_user_id,
  ];
}

function person(users: Map<number | null, Row>, id: number | null): Row | null {
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

/** Answers a call in its envelope, if its caller is known. */
function answering(result: (caller: Caller, request: FastifyRequest) => Row | undefined) {
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
  answering((caller, { query }) => listIncidents(caller, query as Row)),
);
app.get(
  '/v1/incidents/:id(^\\d+).json',
  answering((caller, { params }) => getIncident(caller, Number((params as Row).id))),
);
app.post(
  '/v1/incidents.json',
  answering((caller, { body }) => createIncident(caller, (body as Row).incident)),
);
await app.listen({ port: 0 });
console.log(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
