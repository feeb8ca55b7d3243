import { type Case, type Extra, given } from './behaviour.ts';

/** The headers of a create with a key of this run. A provider need not offer keys. */
const keyed = (key: string): Extra => ({
  headers: { 'Idempotency-Key': key },
  offered: 'Idempotency-Key-Lifetime',
});
const ONE = keyed('{key}');
const OTHER = keyed('other-{key}');
const TOO_LONG = keyed('x'.repeat(256));

/**
 * What goes beyond v1. A provider need not offer it, and then the behaviour is skipped; if it does, it keeps to what the
 * documentation says.
 */
export const beyondCases: readonly Case[] = [
  ...given('a service', {
    'beyond.1 a create that is sent again with its key has the same response, and is carried out once': [
      ["incidents.create {record} -> 200 {idempotency-replayed: not 'true'}", ONE],
      ["first = incidents.create {record} -> 200 {body: {last.body}, idempotency-replayed: 'true'}", ONE],
      ['incidents.create {record} -> {id: not {first.id}}', OTHER],
    ],
    'beyond.2 a key is refused with another request, and if it is too long': [
      ['incidents.create {record} -> {id: set}', ONE],
      [
        `incidents.create {record, title: Another}
          -> refused: The Idempotency-Key has already been used for another request`,
        ONE,
      ],
      [
        'incidents.create {record} -> refused: The Idempotency-Key must have 1 to 255 printable characters',
        TOO_LONG,
      ],
    ],
    'beyond.4 a response with an entity tag is not sent to a client that names the tag': [
      // A response is cached after it was sent a few times.
      'services.get {service_id}',
      'services.get {service_id}',
      ['services.get {service_id}', { offered: 'ETag' }],
      // Something may have been written since, which empties a cache.
      [
        'services.get {service_id} -> 304 {etag: {last.etag}} or 200',
        { headers: { 'If-None-Match': '{last.etag}' } },
      ],
      ['services.get {service_id} -> 200', { headers: { 'If-None-Match': '"another"' } }],
    ],
  }),
];
