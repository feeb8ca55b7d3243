import { pickerOf, randomOf } from '@service-desk/test-kit/random';
import { expect, test } from 'vitest';
import { operationTable } from '../generated/operations.ts';
import { ADDRESS_COLUMNS, trimmedAddress } from '../mail-addresses.ts';
import {
  bodyCheck,
  type DocumentedCall,
  documentedCalls,
  documentedFailures,
} from '../test-support/documented-calls.ts';
import { startProvider } from '../test-support/provider.ts';
import { wrapperNames } from './aliases.ts';
import type { ValueRules } from './parse-values.ts';
import { fromXml, isXmlText, toXml } from './xml.ts';

/*
 * Sends every operation with a body values that it did not expect, alone and several at once, and checks what every
 * answer has to hold to. `SWEEP_SEED=7 SWEEP_REQUESTS=20000 npx vitest run --project sqlite src/http/value-sweep.test.ts`
 * looks further.
 */

const { sandbox, as } = await startProvider();
const fits = bodyCheck();

const SEED = Number(process.env.SWEEP_SEED ?? 4);
const REQUESTS = Number(process.env.SWEEP_REQUESTS ?? 600);
/** Requests between two resets of the world. */
const ROUND = 100;

const values: readonly unknown[] = [
  0,
  -1,
  1.5,
  24.5,
  1e21,
  2n ** 53n + 1n,
  2n ** 63n,
  10n ** 30n,
  99_999_999,
  17,
  20,
  '0',
  '-5',
  'abc',
  '',
  ' ',
  '\u00a0\u2003',
  'a\u0000b',
  'a\ud800b',
  'x'.repeat(256),
  'x'.repeat(65_536),
  '2010-03-24',
  ' padded ',
  'http://example.com//x',
  'Catering // Lunch',
  'B#99999999',
  null,
  true,
  false,
  {},
  [],
  { id: 0 },
  { id: {} },
  { wings: 4 },
  [{ wings: ' ' }],
  [null],
  [[17]],
];

/** What else a call needs once it says one thing; it may ask for these though they were not sent. */
const askedFor: readonly RegExp[] = [
  /^(closed_at|closure_code|closure_comment|resolution) can't be blank$/,
  /^(change_status|status) can't go from /,
];

const aboutField = /^(\w+) (can't be|is|must be|holds|can't go) /;

interface Target extends DocumentedCall {
  wrapper: string | null;
  rules: ValueRules;
  required: string[];
}

const targets = documentedCalls().flatMap((call): Target[] => {
  const { wrapper, body } = operationTable[call.operation as 'incidents.create'];
  if (wrapper === undefined) return [];
  const rules: ValueRules = body;
  const required = Object.keys(rules).filter((name) => rules[name]?.required);
  // Of a change they may come from its base, so that the description does not require them.
  if (call.operation === 'changes.create') required.push('title', 'service_id');
  return [{ ...call, wrapper, rules, required }];
});

/** The fields of a documented body, from inside whatever wraps them. */
function documentedFields({ wrapper, body }: Pick<Target, 'wrapper' | 'body'>): Record<string, unknown> {
  const fields = (body ?? {}) as Record<string, unknown>;
  if (wrapper === null) return fields;
  const name = wrapperNames(wrapper).find((each) => each in fields);
  return (name ? fields[name] : {}) as Record<string, unknown>;
}

/** A body of these fields. */
function bodyOf({ wrapper }: Pick<Target, 'wrapper'>, fields: Record<string, unknown>): object {
  return wrapper === null ? fields : { [wrapper]: fields };
}

/** The faults that a call with these fields has, without their codes; none when it was carried out. */
async function faultsOf(
  { method, path, query, token, wrapper }: Target,
  fields: Record<string, unknown>,
): Promise<string[]> {
  const body = JSON.stringify(bodyOf({ wrapper }, fields));
  const headers = { 'Content-Type': 'application/json' };
  const { errors = [] } = await as(token).send(`/v1${path}.json${query}`, { method, headers, body });
  return errors.map((error) => error.replace('[E400] ', ''));
}

/** JSON with exact integers: what a number cannot hold goes out as its digits. */
function jsonOf(value: unknown): string {
  const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? raw(String(part)) : part));
}

function isSayableInXml(value: unknown): boolean {
  if (typeof value === 'string') return isXmlText(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isSayableInXml);
}

test(`[envelope.5] [envelope.10] no value causes an unexpected failure, no field has two faults, no fault names a field that was not sent (seed ${SEED})`, {
  timeout: 600_000 + REQUESTS * 40,
}, async () => {
  const random = randomOf(SEED);
  const pick = pickerOf(random);
  const wrong: string[] = [];
  const reached = new Set<string>();
  let failures = 0;

  for (let request = 0; request < REQUESTS; request += 1) {
    if (request % ROUND === 0) await sandbox.reset();
    const target = request < targets.length ? (targets[request] as Target) : pick(targets);
    const { operation, method, path, query, token, rules, required } = target;
    const fields = random() < 0.5 ? { ...documentedFields(target) } : {};
    const names = Object.keys(rules);
    const count = 1 + Math.floor(random() * random() * Math.min(names.length, 8));
    for (let index = 0; index < count; index += 1) fields[pick(names)] = pick(values);
    const body = bodyOf(target, fields);
    const send = (text: string, extension: string) =>
      as(token).send(`/v1${path}${extension}${query}`, { method, body: text });

    const { status, errors, result, text } = await send(jsonOf(body), '');
    const line = `${operation} ${jsonOf(fields).slice(0, 300)}: ${text.slice(0, 300)}`;
    reached.add(operation);
    if (status !== 200 || text.includes('could not be carried out')) wrong.push(`unexpected: ${line}`);
    const faults = errors?.map((error) => error.replace('[E400] ', '')) ?? [];
    const named = faults.flatMap((fault) => {
      const [, field] = aboutField.exec(fault) ?? [];
      return field !== undefined && field in rules ? [{ field, fault }] : [];
    });
    if (new Set(named.map(({ field }) => field)).size < named.length) wrong.push(`two faults: ${line}`);
    for (const { field, fault } of named) {
      const isAsked = required.includes(field) || askedFor.some((asked) => asked.test(fault));
      // A watch has a watcher, a note has a text.
      if (!(field in fields) && !isAsked && field !== 'watched_by') wrong.push(`not sent: ${line}`);
    }

    if (errors) {
      failures += 1;
      // Nothing was written, so the same as XML fails alike.
      if (!isSayableInXml(body)) continue;
      const xml = fromXml((await send(toXml(body), '.xml')).text) as { errors?: { error: string }[] };
      const alike = xml.errors?.map(({ error }) => error);
      if (alike?.join() !== errors.join()) wrong.push(`XML differs: ${line} ${jsonOf(xml).slice(0, 200)}`);
      continue;
    }
    // What was taken reads back as it was sent.
    const [view] = Object.values(result) as [Record<string, unknown>];
    for (const [name, value] of Object.entries(fields)) {
      if (rules[name]?.kind !== 'text' || typeof view?.[name] !== 'string') continue;
      // A note by a user has no address.
      if (name === 'external_email' && view.external_email === '' && (view.user || view.watched_by)) continue;
      const expected = value === null || String(value).trim() === '' ? '' : String(value);
      if (view[name] !== (ADDRESS_COLUMNS.has(name) ? trimmedAddress(expected) : expected))
        wrong.push(`${name} reads back otherwise: ${line}`);
    }
  }

  expect(wrong).toEqual([]);
  expect(reached.size).toBe(targets.length);
  // Both what succeeds and what fails was looked at.
  expect(failures).toBeGreaterThan(REQUESTS / 10);
  expect(failures).toBeLessThan(REQUESTS * 0.95);
});

/** Faults that a field alone does not make mandatory, with the reason. */
const needed: readonly [fault: RegExp, reason: string][] = [
  [/^(closed_at|closure_code|closure_comment) can't be blank$/, 'only a call that closes needs it'],
  [/^resolution can't be blank$/, 'only a call that resolves a record without one needs it'],
  [/^incident_id or problem_id can't be blank$/, 'only a call that copies notes needs it'],
];

/** Texts that say of a field that it is mandatory, where it is not `can't be blank`. */
const MISSING = /must be specified for this call$/;

test('fields that the provider requires are required by the schema, and not nullable', async () => {
  const wrong: string[] = [];
  let refused = 0;
  let requests = 0;
  for (const target of targets) {
    const { operation, rules } = target;
    const own = documentedFields(target);
    const changed = [
      ...Object.keys(rules).map((name) => [name, { ...own, [name]: null }] as const),
      ...Object.keys(own).map((name) => [name, { ...own, [name]: undefined }] as const),
    ];
    for (const [name, fields] of changed) {
      if (requests % ROUND === 0) await sandbox.reset();
      requests += 1;
      const faults = await faultsOf(target, fields);
      const isMissing = faults.some(
        (fault) =>
          (fault === `${name} can't be blank` || fault === rules[name]?.blank || MISSING.test(fault)) &&
          !needed.some(([text]) => text.test(fault)),
      );
      // The schema holds bodies as they are sent, without what is undefined.
      const fitting = fits(operation, JSON.parse(JSON.stringify(bodyOf(target, fields))));
      if (isMissing) refused += 1;
      const line = `${operation} ${JSON.stringify(fields)}: ${faults.join('; ')}`;
      if (isMissing && fitting) wrong.push(`the schema takes ${line}`);
      if (faults.length === 0 && !fitting) wrong.push(`the schema refuses ${line}`);
    }
  }
  console.log(`${requests} requests, ${refused} without a mandatory field`);
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(150);
});

test('a field that an example reports as blank is required by the schema', () => {
  const wrong: string[] = [];
  let checkedFaults = 0;
  for (const { operation, method, name, body, faults } of documentedFailures()) {
    const { wrapper } = operationTable[operation as 'incidents.create'];
    const own = documentedFields({ wrapper, body });
    for (const fault of faults.filter((each) => !needed.some(([text]) => text.test(each)))) {
      const [, field] = /^(\w+) can't be blank$/.exec(fault) ?? [];
      if (field === undefined) continue;
      checkedFaults += 1;
      const { [field]: _, ...others } = own;
      if (fits(operation, bodyOf({ wrapper }, { ...others, [field]: null })))
        wrong.push(`${operation} ${name}: ${field} may be null`);
      // An update leaves alone what is absent.
      if (method === 'POST' && fits(operation, bodyOf({ wrapper }, others)))
        wrong.push(`${operation} ${name}: ${field} may be absent`);
    }
  }
  expect(wrong).toEqual([]);
  expect(checkedFaults).toBeGreaterThan(40);
});

/** What a call may say about closing, by the field. */
const closing = {
  closed_at: ['2010-03-24T08:00:00Z', '', ' ', null],
  closure_code: [0, '1', '', null],
  closure_comment: ['Enough is known.', '', '\u2003', null],
  closed_by_user_id: [359, null],
  closed: [true, 0, '1', 'false', '', null],
  resolve_and_close: [true, false, null],
  resolution: ['Restarted.', ''],
  resolved: [true, false],
  change_status: [8, '8', 2, null],
  status: [6, '6', 3, ''],
} satisfies Record<string, readonly unknown[]>;

test(`[incidents.3] the provider refuses to close a new record as the schema does (seed ${SEED})`, async () => {
  const random = randomOf(SEED);
  const pick = pickerOf(random);
  const creates = targets.filter(({ method, rules }) => method === 'POST' && 'closure_code' in rules);
  const wrong: string[] = [];
  const counts = { taken: 0, refused: 0, onlyByProvider: 0 };
  for (let request = 0; request < REQUESTS; request += 1) {
    if (request % ROUND === 0) await sandbox.reset();
    const target = pick(creates);
    const names = Object.keys(closing).filter((name) => name in target.rules) as (keyof typeof closing)[];
    const sent = names.filter(() => random() < 0.45).map((name) => [name, pick<unknown>(closing[name])]);
    const fields = { title: 'Closed at once', service_id: 33, ...Object.fromEntries(sent) };
    const faults = await faultsOf(target, fields);
    const fitting = fits(target.operation, bodyOf(target, fields));
    if (!fitting && faults.length === 0) wrong.push(`${target.operation} ${JSON.stringify(fields)}`);
    if (fitting && faults.length === 0) counts.taken += 1;
    if (!fitting) counts.refused += 1;
    if (fitting && faults.some((fault) => fault.startsWith('clos'))) counts.onlyByProvider += 1;
  }
  console.log(counts);
  expect(wrong).toEqual([]);
  expect(creates).toHaveLength(4);
  expect(counts.taken).toBeGreaterThan(REQUESTS / 10);
  expect(counts.refused).toBeGreaterThan(REQUESTS / 10);
});
