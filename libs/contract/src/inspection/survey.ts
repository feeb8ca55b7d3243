import assert from 'node:assert/strict';
import { type OperationId, operationTable } from '@service-desk/client';
import { type Scenario, scenarios } from '../generated/scenarios.ts';
import type { Finding } from '../report/report.ts';
import { readJson } from '../v1/bodies.ts';
import { authorizationOf, collectionOf, entriesOf, resourceOf } from '../v1/calls.ts';
import type { Conformance } from '../v1/conformance.ts';
import { promiseOf } from '../v1/scenarios.ts';
import { EndedError, type Transport } from '../v1/transport.ts';

/** What is looked at, and how. */
export interface SurveyOptions {
  baseUrl: string;
  token: string;
  transport: Transport;
  conformance: Conformance;
  only: (operation: OperationId) => boolean;
  onFinding?: (finding: Finding) => void;
  /** Ends it early. */
  signal?: AbortSignal | undefined;
}

type Ids = readonly (string | number)[];

/** How many records of a kind are read. */
const SAMPLES = 2;
const READS = (Object.keys(operationTable) as OperationId[]).filter(
  (each) => operationTable[each].method === 'GET',
);
const RECORDS = ['incidents', 'problems', 'changes', 'releases'] as const;
/** What stands for a record that is not there, as in the description's examples. */
const MISSING = '99999999';

/**
 * Reads all that can be read with GET alone: each operation with records that the lists and the links in answers lead
 * to, and each documented failure that needs no state.
 */
export async function survey(options: SurveyOptions): Promise<Finding[]> {
  const { only, onFinding, signal } = options;
  const reader = readerOf(options);
  const findings: Finding[] = [];
  const look = async (...[operation, promise, reference, check]: Parameters<typeof finding>) => {
    const found = await finding(operation, promise, reference, check);
    // What was cut short is no finding.
    signal?.throwIfAborted();
    findings.push(found);
    onFinding?.(found);
  };
  for (const operation of READS) {
    // What others lead to is read all the same.
    const read = await finding(operation, `${operation} answers`, operation, () => reader.read(operation));
    signal?.throwIfAborted();
    if (!only(operation)) continue;
    if (read.outcome === 'broken') {
      // Whoever does not answer is not asked for the rest, which may take as long each time.
      findings.push(read);
      onFinding?.(read);
      continue;
    }
    for (const scenario of failuresOf(operation)) {
      await look(operation, promiseOf(scenario), scenario.name, () => reader.fail(scenario));
    }
  }
  return findings;
}

/** A promise cannot be looked at, for a reason that is no fault of the provider's. */
class NothingToSee extends Error {}

async function finding(
  operation: OperationId,
  promise: string,
  reference: string,
  look: () => Promise<void>,
): Promise<Finding> {
  const told = (outcome: Finding['outcome'], seen: string[] = []): Finding => ({
    ...{ resource: resourceOf(operation), promise, reference, outcome, seen },
  });
  try {
    await look();
    return told('kept');
  } catch (error) {
    if (error instanceof EndedError) throw error;
    const { message } = error as Error;
    return told(error instanceof NothingToSee ? 'skipped' : 'broken', message.split('\n').filter(Boolean));
  }
}

/** The documented failures of a read that are there in every state. */
function failuresOf(operation: OperationId): Scenario[] {
  return scenarios.filter(({ operation: own, request, response, state }) => {
    if (own !== operation || response.status === 429 || response.location) return false;
    const failed = (response.body as { status?: string } | undefined)?.status === 'Failed';
    const values = Object.values(state.values).map(String);
    const query = Object.values(request.query ?? {}).map(String);
    const isSaid = response.status === 401 || query.length > 0 || request.ids.map(String).includes(MISSING);
    return failed && isSaid && !query.some((value) => values.includes(value));
  });
}

function readerOf({ baseUrl, token, transport, conformance }: SurveyOptions) {
  /** The records that are known, by the address that they have, ids without their names. */
  const known = new Map<string, Ids[]>();
  for (const { operation, ids } of transport.made()) {
    if (operation !== 'links.create') learn(`${collectionOf(operationTable[operation].path)}/{}`, ids);
  }

  function learn(place: string, ids: Ids): void {
    const list = known.get(place) ?? [];
    known.set(place, list);
    if (!list.some((each) => String(each) === String(ids))) list.push(ids);
  }

  /** Which records an operation is asked about. */
  function targets(operation: OperationId): Ids[] {
    const place = collectionOf(operationTable[operation].path);
    if (!place.includes('{}')) return [[]];
    if (place === '/beetils/{}')
      return RECORDS.flatMap((type) => (known.get(`/${type}/{}`) ?? []).slice(0, 1));
    if (place === '/links/{}/{}') {
      return RECORDS.flatMap((type) =>
        (known.get(`/${type}/{}`) ?? []).slice(0, 1).map((ids) => [type, ...ids]),
      );
    }
    const member = place.endsWith('/{}') ? place : place.slice(0, place.lastIndexOf('/'));
    return (known.get(member) ?? []).slice(0, SAMPLES);
  }

  function get(
    operation: OperationId,
    ids: Ids,
    format: string,
    extra: { query?: object; token?: string } = {},
  ) {
    const { path, ids: names } = operationTable[operation];
    const filled = names.reduce<string>(
      (at, name, index) => at.replace(`{${name}}`, encodeURIComponent(ids[index] as string)),
      path.replace('{format}', format),
    );
    const query = new URLSearchParams(extra.query as Record<string, string>);
    const address = `${baseUrl}${filled}${query.size > 0 ? `?${query}` : ''}`;
    const headers = { Authorization: authorizationOf(extra.token ?? token) };
    return transport.fetch(new Request(address, { headers, redirect: 'manual' }));
  }

  /** The records that an answer names by their addresses. */
  function follow(value: unknown): void {
    if (typeof value === 'object' && value !== null)
      for (const inside of Object.values(value)) follow(inside);
    if (typeof value !== 'string') return;
    const [, path] = /^(?:\/desk)?(?:\/external_api)?\/v1(\/.+)$/.exec(value) ?? [];
    const address = path === undefined ? undefined : conformance.addressOf('GET', path);
    if (address && address.ids.length > 0) {
      learn(collectionOf(operationTable[address.operation].path), address.ids);
    }
  }

  function needTarget(operation: OperationId): Ids {
    const [target] = targets(operation);
    if (!target) throw new NothingToSee(`there is no record here that ${operation} could be asked about`);
    return target;
  }

  return {
    async read(operation: OperationId): Promise<void> {
      const place = collectionOf(operationTable[operation].path);
      for (const ids of targets(operation)) {
        const response = await get(operation, ids, 'json');
        if (response.status !== 200) continue;
        const { result } = readJson(await response.text()) as { result?: Record<string, unknown> };
        follow(result);
        const row = operationTable[operation];
        if (!row.list || !row.key) continue;
        for (const { id } of entriesOf(result?.[row.key])) {
          if (id !== undefined) learn(`${place}/{}`, [...ids, id as number]);
        }
      }
    },

    async fail({ operation, request, response, state }: Scenario): Promise<void> {
      const promised = Object.values(state.values).map(String);
      const target = targets(operation)[0];
      const missing = request.ids.some((id) => String(id) === MISSING);
      const ids = request.ids.map((id, index) => {
        const isLiteral = String(id) === MISSING || !promised.includes(String(id));
        // What comes after the missing one is not looked at any more.
        const after = missing && request.ids.findIndex((each) => String(each) === MISSING) < index;
        return isLiteral || (after && !target) ? id : (target?.[index] ?? undefined);
      });
      if (ids.includes(undefined as never)) needTarget(operation);
      const unknown = response.status === 401 ? { token: `${MISSING}-no-such-token` } : {};
      const answer = await get(operation, ids as Ids, 'json', { query: request.query, ...unknown } as never);
      assert.equal(answer.status, response.status, 'the HTTP status');
      assert.deepEqual(readJson(await answer.text()), response.body);
      if (response.status === 401) {
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /, 'the header WWW-Authenticate');
      }
    },
  };
}
