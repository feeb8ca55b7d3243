import { type OperationId, operationTable } from '@service-desk/client';
import { type Any, answering, inBoth, inEnvelope, inRecords, inResult, isJson } from '../fault-builders.ts';
import type { ProxyFault } from '../proxy.ts';
import { type Mutant, mutantsOf } from './mutant.ts';

const reads: readonly OperationId[] = [
  'incidents.get',
  'incidents.list',
  'problems.get',
  'changes.get',
  'releases.list',
  'configItems.get',
  'users.current',
  'companies.list',
];

const ofIncidents = (Object.keys(operationTable) as OperationId[]).filter(
  (operation) => operation.startsWith('incidents.') || operation.startsWith('changes.'),
);

// The only blank `created_at` is that of a note that is not there, which is never null.
const nullDates = inBoth(
  inText((text) => text.replaceAll(/("(?!created_at")\w+_(?:at|date)":)""/g, '$1null')),
  (xml) => xml.replaceAll(/<((?!created_at\/)\w+_(?:at|date))\/>/g, '<$1 nil="true"/>'),
);

/** Changes that a provider may make: no client breaks of them, so that no check may complain. */
export const harmlessMutants: readonly Mutant[] = mutantsOf('harmless', [
  [
    'a record has a new field',
    ['problems.get', 'problems.create', 'problems.update'],
    inBoth(
      inRecords((problem) => {
        problem.colour = 'red';
      }),
      (xml) => xml.replace('</problem></result>', '<colour>red</colour></problem></result>'),
    ),
  ],
  [
    'entries of a list have a new field',
    ['customers.list', 'users.list'],
    inBoth(
      inRecords((person) => {
        person.nickname = '';
      }),
      (xml) => xml.replaceAll(/<\/(customer|user)>/g, '<nickname/></$1>'),
    ),
  ],
  [
    'a person inside a record has a new field',
    ['releases.get', 'releases.create', 'releases.update'],
    inBoth(
      inRecords(({ owner }) => {
        if (owner) owner.pronoun = 'she';
      }),
      (xml) => xml.replaceAll('</owner>', '<pronoun>she</pronoun></owner>'),
    ),
  ],
  [
    'the result has a new key beside the list',
    ['companies.list', 'timeEntries.list'],
    inBoth(
      inResult((result) => {
        result.current_page = 1;
      }),
      (xml) => xml.replace('</result>', '<current_page type="integer">1</current_page></result>'),
    ),
  ],
  [
    'the envelope has a new key',
    reads,
    inBoth(
      inEnvelope((envelope) => {
        envelope.request_id = 'a1b2';
      }),
      (xml) => xml.replace('</hash>', '<request_id>a1b2</request_id></hash>'),
    ),
  ],
  ['keys stand in another order', reads, inEnvelope(reverse)],
  ['JSON is laid out in lines', reads, inText((text) => JSON.stringify(JSON.parse(text), null, 2))],
  [
    'apostrophes are escaped',
    ['incidents.get', 'customers.create', 'companies.create'],
    inText((text) => text.replaceAll("'", String.raw`\u0027`)),
  ],
  ['slashes are escaped', reads, inText((text) => text.replaceAll('/', String.raw`\/`))],
  [
    'hours have a digit more',
    ['timeEntries.get', 'timeEntries.list'],
    inText((text) => text.replaceAll(/("hours":\d+\.\d+)/g, '$10')),
  ],
  [
    'an answer has new headers',
    reads,
    headed({ 'x-request-id': 'a1b2', etag: '"7"', 'cache-control': 'private' }),
  ],
  ['the media type says nothing of letters', reads, headed({ 'content-type': 'application/json' })],
  [
    'the media type says letters in capitals',
    reads,
    headed({ 'content-type': 'application/json;charset=UTF-8' }),
  ],
  [
    'other rate limits are reported',
    reads,
    headed({ 'x-ratelimit-limit': '10000', 'x-ratelimit-remaining': '9999', 'x-ratelimit-reset': '60' }),
  ],
  [
    'a spent limit lasts for another time',
    ['problems.list', 'users.list'],
    answering(({ headers }) => {
      if (headers['retry-after']) headers['retry-after'] = '7';
    }),
  ],
  [
    'the realm of tokens has another name',
    ['problems.list', 'users.list'],
    answering(({ headers }) => {
      if (headers['www-authenticate'])
        headers['www-authenticate'] = 'Basic realm="Helpdesk", charset="UTF-8"';
    }),
  ],
  [
    'dates have an offset for the Z',
    ofIncidents,
    inBoth(
      inText((text) => text.replaceAll(/(T\d\d:\d\d:\d\d)Z"/g, '$1+00:00"')),
      (xml) => xml.replaceAll(/(T\d\d:\d\d:\d\d)Z</g, '$1+00:00<'),
    ),
  ],
  [
    'an unset date is null, where it may be',
    ['incidents.get', 'incidents.create', 'incidents.update'],
    nullDates,
  ],
  [
    'an unset date of a release is null, where it may be',
    ['releases.get', 'releases.create', 'releases.update'],
    nullDates,
  ],
  [
    'a code that is off the table is another',
    ['problems.get', 'problems.update'],
    inRecords((problem) => {
      if (problem.closure_code > 2) problem.closure_code = 9;
    }),
  ],
  [
    'a service has another name',
    ['services.list', 'services.get'],
    inBoth(
      inText((text) => text.replaceAll('"name":"Service Desk"', '"name":"Service Desks"')),
      (xml) => xml.replaceAll('<name>Service Desk</name>', '<name>Service Desks</name>'),
    ),
  ],
  [
    'customers and companies have other ids',
    [
      'customers.list',
      'customers.get',
      'customers.create',
      'customers.update',
      'companies.list',
      'companies.get',
      'companies.create',
      'companies.update',
    ],
    otherIds,
    otherValues,
  ],
  ['there is one more user', ['users.list', 'users.get'], oneMoreUser],
  [
    'XML is laid out in lines',
    ['incidents.get', 'companies.list', 'services.get'],
    answering((answer) => {
      if (answer.body.startsWith('<'))
        answer.body = answer.body.replaceAll('><', '>\n<').replaceAll(/(<[^/>]+>)\n(<\/)/g, '$1$2');
    }),
  ],
]);

/** A user who is like the caller but for id and first name, last of all by name. */
async function oneMoreUser(...[request, pass]: Parameters<ProxyFault>): ReturnType<ProxyFault> {
  const like = (text: string) =>
    text
      .replace(/("id":|<id type="integer">)17\b/, '$14711')
      .replaceAll('users/17', 'users/4711')
      .replaceAll('Luke', 'Zz');
  const url = request.url.replace('/users/4711', '/users/17');
  const answer = structuredClone(await pass({ ...request, url }));
  if (url !== request.url) answer.body = like(answer.body);
  else
    for (const [entry, end] of USERS)
      answer.body = answer.body.replace(
        end,
        (close) => `${like(entry.exec(answer.body)?.[0] ?? '')}${close}`,
      );
  return answer;
}

/** The caller among users, in JSON with the comma before it and in XML, and the end of their list. */
const USERS: readonly (readonly [RegExp, RegExp])[] = [
  [/,\{"id":17,(?:[^{}]|\{[^{}]*\})*\}/, /\](?=\},"version")/],
  [/<user><id type="integer">17<.*?<\/user>/s, /<\/users>/],
];

/** What is added to ids here, so that they are others. */
const SHIFT = 1_000_000;

/** Customers and companies are known by numbers that are higher by a million. */
async function otherIds(...[request, pass]: Parameters<ProxyFault>): ReturnType<ProxyFault> {
  const lower = (_: string, key: string, id: string) => `${key}${Number(id) && Number(id) - SHIFT}`;
  const url = request.url.replaceAll(/((?:customers|Companies)\/|Company_id%5D=)(\d+)/g, lower);
  const body = request.body.replace(/("Company_id":"?|<Company_id[^>]*>|Company_id%5D=)(\d+)/, lower);
  const answer = structuredClone(await pass({ ...request, url, body }));
  answer.body = answer.body
    .replaceAll(/("id":|<id type="integer">)(\d+)/g, (_, key, id) => `${key}${Number(id) + SHIFT}`)
    .replaceAll(/(customers|Companies)\/(\d+)/g, (_, kind, id) => `${kind}/${Number(id) + SHIFT}`);
  return answer;
}

/** Where records are written, their customers are called by the numbers that they had. */
function otherValues(values: Any): Any {
  if (values.service_id) return values;
  const { customer_id, company_id, ...others } = values;
  return {
    ...others,
    ...(customer_id && { customer_id: customer_id + SHIFT }),
    ...(company_id && { company_id: company_id + SHIFT }),
  };
}

function inText(change: (text: string) => string): ProxyFault {
  return answering((answer) => {
    if (isJson(answer)) answer.body = change(answer.body);
  });
}

function headed(more: Record<string, string>): ProxyFault {
  return answering((answer) => {
    if (!isJson(answer)) return;
    Object.assign(answer.headers, more);
  });
}

function reverse(value: Any): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inside of Object.values(value)) reverse(inside);
  if (Array.isArray(value)) return;
  const entries = Object.entries(value).reverse();
  for (const [key] of entries) delete value[key];
  Object.assign(value, Object.fromEntries(entries));
}
