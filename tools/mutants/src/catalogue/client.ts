import type { OperationId } from '@service-desk/client';
import { authorizationOf } from '@service-desk/contract';
import { type Any, fieldsOf } from '../fault-builders.ts';
import type { ProxiedRequest } from '../proxy.ts';

/** A client that differs from ours in one thing. */
export interface ClientMutant {
  /** What it does, as it would stand in a bug report. */
  name: string;
  /** What kind of fault that is. */
  kind: string;
  /** The operations that it is tried with. */
  operations: readonly OperationId[];
  /** Changes what it sends, in place. */
  spoil: (request: ProxiedRequest) => void;
}

const updates: readonly OperationId[] = ['incidents.update', 'problems.update', 'releases.update'];
const lists: readonly OperationId[] = ['incidents.list', 'timeEntries.list', 'configTypes.get'];

/** Faults of clients. */
export const clientMutants: readonly ClientMutant[] = [
  mutant('wrong method', 'an update is a POST', updates, (request) => {
    if (request.method === 'PUT') request.method = 'POST';
  }),
  mutant('wrong method', 'an update is a PATCH', ['changes.update', 'customers.update'], (request) => {
    if (request.method === 'PUT') request.method = 'PATCH';
  }),
  mutant(
    'wrong method',
    'a delete is a GET',
    ['changes.comments.delete', 'timeEntries.delete'],
    (request) => {
      if (request.method === 'DELETE') request.method = 'GET';
    },
  ),
  mutant(
    'wrong path',
    'records are addressed in the singular',
    ['releases.get', 'releases.update'],
    inPath(/releases/, 'release'),
  ),
  mutant(
    'wrong path',
    'kinds of notes are in the singular',
    ['incidents.symptoms.list', 'incidents.symptoms.create'],
    inPath(/symptoms/, 'symptom'),
  ),
  mutant(
    'wrong path',
    'config types are addressed with a dash',
    ['configTypes.list', 'configTypes.get'],
    inPath(/config_types/, 'config-types'),
  ),
  mutant(
    'wrong path',
    'a watch is addressed without its record',
    ['problems.watches.get', 'problems.watches.delete'],
    inPath(/problems\/\d+\//, ''),
  ),
  mutant(
    'wrong path',
    'the two ends of a link are exchanged',
    ['links.get', 'links.delete'],
    inPath(/(links)(\/\w+\/\d+)(\/\w+\/\d+)/, '$1$3$2'),
  ),
  mutant(
    'id rounded',
    'ids in addresses are rounded',
    ['incidents.get', 'incidents.update', 'timeEntries.get'],
    inPath(/\d{4,}/, (id) => String(Number(Number(id).toPrecision(3)))),
  ),
  mutant(
    'id rounded',
    'ids in addresses are floating point',
    ['changes.get', 'users.get'],
    inPath(/\/(\d+)\./, '/$1.0.'),
  ),
  mutant(
    'body wrapper',
    'fields are sent without their wrapper',
    updates,
    inBody((body) => Object.values(body)[0]),
  ),
  mutant(
    'body wrapper',
    'a change is wrapped as an incident',
    ['changes.create', 'changes.update'],
    inBody(({ change }) => ({ incident: change })),
  ),
  mutant(
    'body wrapper',
    'a company is wrapped in small letters',
    ['companies.create'],
    inBody(({ Company }) => ({ company: Company })),
  ),
  mutant(
    'body wrapper',
    'a note is wrapped as a note',
    ['problems.rootCauses.create', 'releases.backouts.create'],
    inBody((body) => ({ note: Object.values(body)[0] })),
  ),
  mutant(
    'body wrapper',
    'links are wrapped as links',
    ['links.create'],
    inBody((body) => ({ link: body })),
  ),
  mutant(
    'flag form',
    'flags are yes and no',
    ['customers.create', 'customers.update', 'changes.create'],
    inFields((value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value)),
  ),
  mutant(
    'flag form',
    'flags are on and off',
    ['releases.update', 'changes.issues.create', 'changes.issues.update', 'releases.issues.update'],
    inFields((value, name) =>
      /resolved|ok_by|completed$/.test(name) ? (Number(value) ? 'on' : 'off') : value,
    ),
  ),
  mutant('auth', 'the token is a bearer of itself', ['services.list', 'users.current'], (request) => {
    const [, token] = atob(request.headers.authorization?.slice(6) ?? '').split(':');
    request.headers.authorization = `Bearer ${token}`;
  }),
  mutant('auth', 'the token is the name, not the password', ['problems.list', 'companies.get'], (request) => {
    const [, token] = atob(request.headers.authorization?.slice(6) ?? '').split(':');
    request.headers.authorization = `Basic ${btoa(`${token}:x`)}`;
  }),
  mutant('auth', 'there is no token', ['releases.list', 'avatars.get'], (request) => {
    delete request.headers.authorization;
  }),
  mutant('auth', "the token is another user's", ['incidents.list', 'users.current'], (request) => {
    request.headers.authorization = authorizationOf('demo-account');
  }),
  mutant('header missing', 'Accept allows every type', ['incidents.get', 'configItems.get'], (request) => {
    request.headers.accept = '*/*';
  }),
  mutant(
    'header missing',
    'a body has no media type',
    ['timeEntries.create', 'problems.create'],
    (request) => {
      if (request.body) request.headers['content-type'] = 'text/plain;charset=UTF-8';
    },
  ),
  mutant(
    'query',
    'service_ids is misspelt',
    ['incidents.list', 'users.current', 'changes.list', 'problems.list'],
    renamed('service_ids', 'service_id'),
  ),
  mutant(
    'query',
    'page is misspelt',
    ['configTypes.get', 'customers.list', 'companies.list'],
    renamed('page', 'page_number'),
  ),
  mutant('query', 'start_date is startDate', ['timeEntries.list'], renamed('start_date', 'startDate')),
  mutant(
    'query',
    'entries of an array are set apart by semicolons',
    ['incidents.list', 'problems.list', 'changes.list', 'releases.list'],
    inQuery((text) => text.replaceAll(/,|%2C/g, ';')),
  ),
  mutant(
    'query',
    'each entry of an array is a parameter of its own number',
    ['incidents.list', 'problems.list', 'changes.list', 'releases.list'],
    inQuery((text) =>
      text.replace(/service_ids=([^&]*)/, (_, ids) =>
        decodeURIComponent(ids)
          .split(',')
          .map((id, index) => `service_ids${index}=${id}`)
          .join('&'),
      ),
    ),
  ),
  mutant(
    'query',
    'nothing is asked for',
    lists,
    inQuery(() => ''),
  ),
  mutant(
    'query',
    'pages are counted from 0',
    ['configTypes.get', 'problems.list', 'customers.list'],
    inQuery((text) => text.replace(/page=(\d+)/, (_, page) => `page=${Number(page) - 1}`)),
  ),
  mutant(
    'field',
    'fields are in camel case',
    ['incidents.create', 'problems.create', 'customers.create'],
    inBody((body) => ({
      [Object.keys(body)[0] ?? '']: Object.fromEntries(
        Object.entries(Object.values<object>(body)[0] ?? {}).map(([key, value]) => [
          key.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase()),
          value,
        ]),
      ),
    })),
  ),
  mutant(
    'field',
    'what is blank is not sent',
    ['incidents.update', 'customers.update', 'configItems.update'],
    inFields((value) => (value === '' ? undefined : value)),
  ),
  mutant(
    'field',
    'dates are days of a month',
    ['incidents.update', 'changes.update', 'timeEntries.create'],
    inFields((value) =>
      typeof value === 'string' ? value.replace(/^(\d{4})-(\d\d)-(\d\d)(T.*)?$/, '$3/$2/$1') : value,
    ),
  ),
  mutant(
    'field',
    'empty lists are left out',
    ['configItems.update'],
    inFields((value) => (Array.isArray(value) && value.length === 0 ? undefined : value)),
  ),
];

function mutant(
  kind: string,
  name: string,
  operations: readonly OperationId[],
  spoil: ClientMutant['spoil'],
): ClientMutant {
  return { kind, name, operations, spoil };
}

/** Changes the path of an address, behind the host. */
function inPath(part: RegExp, instead: string | ((part: string) => string)): ClientMutant['spoil'] {
  return (request) => {
    request.url = request.url.replace(part, instead as string);
  };
}

function inQuery(change: (text: string) => string): ClientMutant['spoil'] {
  return (request) => {
    const [path = '', text] = request.url.split('?');
    if (text) request.url = [path, change(text)].filter(Boolean).join('?');
  };
}

function renamed(from: string, to: string): ClientMutant['spoil'] {
  return inQuery((text) => text.replace(new RegExp(`\\b${from}=`), `${to}=`));
}

function inBody(change: (body: Any) => unknown): ClientMutant['spoil'] {
  return (request) => {
    if (request.body) request.body = JSON.stringify(change(JSON.parse(request.body)));
  };
}

/** Changes each field of a body; undefined leaves it out. */
function inFields(change: (value: unknown, name: string) => unknown): ClientMutant['spoil'] {
  return (request) => {
    if (!request.body) return;
    const fields = fieldsOf(request);
    const body = JSON.parse(request.body);
    const [wrapper = ''] = Object.keys(body);
    const changed = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, change(value, name)]),
    );
    request.body = JSON.stringify({ [wrapper]: changed });
  };
}
