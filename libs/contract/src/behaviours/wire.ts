import { gzipSync } from 'node:zlib';
import { type Case, type Extra, each, given } from './behaviour.ts';

const GET = 'GET /incidents/{incident.id}.json';
const PUT = 'PUT /incidents/{incident.id}.json';
const KNOWN = 'gzip, deflate and br can be read';
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const LATIN = new Uint8Array(Buffer.from('{"incident":{"title":"Møller"}}', 'latin1'));
const PACKED = new Uint8Array(gzipSync('{"incident":{"title":"Packed"}}'));

const sent = (type: string, body: Extra['body'], encoding?: string): Extra => ({
  headers: { 'Content-Type': type, ...(encoding && { 'Content-Encoding': encoding }) },
  body,
});
const accepting = (encoding: string): Extra => ({ headers: { 'Accept-Encoding': encoding } });

/** Addresses, encodings and headers. */
export const wireCases: readonly Case[] = [
  ...given('a service', {
    'wire.2 every response under the prefix is an envelope, and duplicate slashes are ignored': [
      'service = services.get {service_id} -> {id: {service_id}}',
      'GET / -> refused: There is no such call',
      'GET / -> 404',
      'GET //services//{service_id}.json -> {service: {id: {service.id}, name: {service.name}}}',
    ],
  }),
  ...given('a service with priorities and types', {
    'wire.3 text is UTF-8, and Latin-1 is accepted if it is declared or a form is not valid UTF-8': [
      'incident = incidents.create {record, title: Müller} -> {title: Müller}',
      [`${PUT} -> {incident.title: Möller 5%}`, sent(FORM, 'incident[title]=M%F6ller+5%')],
      [
        `${PUT} -> {incident.title: Müller}`,
        sent(`${FORM}; charset=ISO-8859-1`, 'incident[title]=M%C3%BCller'),
      ],
      [`${PUT} -> refused: The request body could not be read`, sent(JSON_TYPE, LATIN)],
      [`${PUT} -> {incident.title: Møller}`, sent(`${JSON_TYPE}; charset=iso-8859-1`, LATIN)],
    ],
    'wire.4 a body may be compressed in a supported encoding': [
      'incident = incidents.create {record} -> {title: {record.title}}',
      [`${PUT} -> {incident.title: Packed}`, sent(JSON_TYPE, PACKED, 'gzip')],
      [
        `${PUT} -> refused: The request body is in the encoding zstd; ${KNOWN}`,
        sent(JSON_TYPE, PACKED, 'zstd'),
      ],
    ],
    'formats.3 a form is recognised whatever its Content-Type': [
      'incident = incidents.create {record} -> {title: {record.title}}',
      [`${PUT} -> {incident.title: A form}`, sent(JSON_TYPE, 'incident[title]=A+form')],
      [`${PUT} -> {incident.title: Encoded}`, sent('text/plain', 'incident%5Btitle%5D=Encoded')],
      [`${PUT} -> refused: The request body could not be read`, sent(JSON_TYPE, '"title=x"')],
    ],
    'formats.5 a value in XML that does not fit its type is judged as a text': [
      'incident = incidents.create {record} -> {title: {record.title}}',
      [
        `${PUT} -> refused: interesting is not true or false`,
        sent('text/xml', '<incident><interesting type="boolean">maybe</interesting></incident>'),
      ],
      [
        `${PUT} -> {incident.title: maybe}`,
        sent('text/xml', '<incident><title type="boolean">maybe</title></incident>'),
      ],
    ],
    'formats.2 a name with a dash is no element in XML': [
      'incident = incidents.create {record, additional_values: {a-b: v}} -> {additional_values: {a-b: v}}',
      'GET /incidents/{incident.id}.xml -> 200 {body: /<entry key="a-b">v</}',
    ],
    'envelope.12 a DELETE ignores its body': [
      'incident = incidents.create {record, symptom: It hums.}',
      [
        'DELETE /incidents/{incident.id}/symptoms/{incident.symptoms.0.symptom.id}.json -> {symptom.note: It hums.}',
        sent(JSON_TYPE, '{"cut', 'zstd'),
      ],
      'incidents.symptoms.list {incident.id} -> []',
    ],
    'wire.5 a response of a kilobyte or more is compressed for a client that accepts it': [
      ...each('', `incident = incidents.create {record, symptom: ${'It hums. '.repeat(200)}}`),
      [`${GET} -> 200 {content-encoding: gzip, vary: /[Aa]ccept-[Ee]ncoding/}`, accepting('gzip')],
      [`${GET} -> {incident: {id: {incident.id}, title: {incident.title}}}`, accepting('gzip')],
      [`${GET} -> 200 {content-encoding: absent}`, accepting('identity')],
    ],
  }),
  ...given('the hourly limit is used up', {
    'limits.3 only responses to a valid token have the headers of the rate limit': [
      'users.list -> refused: The application has exceeded the request rate limit for this hour',
      "users.list -> 429 {x-ratelimit-limit: set, x-ratelimit-remaining: '0', x-ratelimit-reset: set}",
      'GET /no_such_call.json -> 404 {x-ratelimit-limit: absent}',
      ['GET /users.json -> 401 {x-ratelimit-limit: absent}', { headers: { Authorization: 'Basic eDp4' } }],
    ],
  }),
  ...given('a service with releases', {
    'addresses.1 the addresses of old clients read and update records': each(
      'incident/Incident problem/Problem change/Change release/Release',
      '$1 = $1s.create {record} -> {title: {record.title}}',
      'GET /$1s/show?id={$1.id} -> {$1: {id: {$1.id}, title: {$1.title}}}',
      'GET /$1?id={$1.id} -> {$1: {id: {$1.id}, title: {$1.title}}}',
      'GET /$2s/{$1.id} -> {$1: {id: {$1.id}, title: {$1.title}}}',
      'PUT /$1s/update?id={$1.id}&$1[title]=New -> {$1: {id: {$1.id}, title: New}}',
    ),
  }),
  ...given('an open incident and who could take it', {
    'addresses.1 the addresses of old clients create records, with all fields in the query': [
      'known = incidents.get {incident_id} -> {id: {incident_id}}',
      ...each(
        'incidents/create incident',
        'made = POST /$?incident[title]=Old&incident[service_id]={known.service.id} -> {incident.title: Old}',
        'incidents.get {made.incident.id} -> {id: {made.incident.id}, title: Old}',
      ),
    ],
  }),
];
