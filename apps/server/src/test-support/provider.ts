import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { type ContractSandboxOptions, startContractSandbox } from '../sandbox/contract-sandbox.ts';
import { recountOpen } from '../store/open-counts.ts';
import type { Store } from '../store/store.ts';
import { newDatabase } from './new-database.ts';

/** A response of the provider. */
export interface ProviderResponse {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: responses are validated by the description.
  result: any;
  /** The texts of a Failed envelope, with their codes. */
  errors: string[] | undefined;
}

type Body = Record<string, unknown>;

/** Calls the provider with a token. */
export interface Agent {
  get(path: string): Promise<ProviderResponse>;
  post(path: string, body?: Body): Promise<ProviderResponse>;
  put(path: string, body?: Body): Promise<ProviderResponse>;
  delete(path: string): Promise<ProviderResponse>;
  send(path: string, init: RequestInit): Promise<ProviderResponse>;
}

/**
 * Starts a provider of the demo world for the tests of a file, with its own database. It is reset before each test, and all
 * responses are validated by the description.
 */
export async function startProvider(options: ContractSandboxOptions = {}) {
  const database = await newDatabase();
  const sandbox = await startContractSandbox({ ...options, database: database?.url });
  beforeEach(() => sandbox.reset());
  afterEach(async () =>
    expect(await openCounts(sandbox.store)).toEqual(await recomputedOpenCounts(sandbox.store)),
  );
  afterAll(async () => {
    await sandbox.close();
    await database?.drop();
    expect(sandbox.violations).toEqual([]);
  });

  function as(token: string): Agent {
    const authorization = `Basic ${btoa(`x:${token}`)}`;
    async function send(path: string, init: RequestInit): Promise<ProviderResponse> {
      const address = path.startsWith('/') ? path : `/v1/${path}`;
      const response = await fetch(sandbox.url + address, {
        ...init,
        headers: { Authorization: authorization, ...(init.headers as Record<string, string>) },
      });
      const text = await response.text();
      const { result, errors } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
        result?: unknown;
        errors?: { error: string }[];
      };
      const { status, headers } = response;
      return { status, headers, text, result, errors: errors?.map(({ error }) => error) };
    }
    function sendJson(method: string, path: string, body: Body | undefined): Promise<ProviderResponse> {
      const headers = { 'Content-Type': 'application/json' };
      return send(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    }
    return {
      send,
      get: (path) => send(path, {}),
      post: (path, body) => sendJson('POST', path, body),
      put: (path, body) => sendJson('PUT', path, body),
      delete: (path) => send(path, { method: 'DELETE' }),
    };
  }

  const dan = as('demo-dan');

  /** Creates an incident of Dan's with the required fields and these. */
  async function create(fields: Body = {}, agent = dan) {
    const { result, errors } = await agent.post('incidents', {
      incident: { title: 'VPN drops after ten minutes', service_id: 20, ...fields },
    });
    expect(errors).toBeUndefined();
    return result.incident;
  }

  /** Updates an incident and returns it. */
  async function update(id: number, fields: Body, agent = dan) {
    const { result, errors } = await agent.put(`incidents/${id}`, { incident: fields });
    expect(errors).toBeUndefined();
    return result.incident;
  }

  return { sandbox, as, dan, luke: as('demo-luke'), account: as('demo-account'), create, update };
}

/** The time of the sandbox's clock after so many seconds. */
export function worldMoment(second: number): string {
  return new Date(Date.parse('2010-03-24T09:00:00Z') + second * 1000).toISOString().replace('.000Z', 'Z');
}

/** The stored counts of open records, without zeros. */
async function openCounts({ reading }: Pick<Store, 'reading'>): Promise<unknown[]> {
  return reading
    .selectFrom('open_counts')
    .selectAll()
    .where('open', '<>', 0)
    .orderBy('account_id')
    .orderBy('record_type')
    .orderBy('service_id')
    .orderBy('assigned_user_id')
    .execute();
}

/** The recomputed counts of open records. */
async function recomputedOpenCounts({ write }: Store): Promise<unknown> {
  let counted: unknown;
  const rollback = new Error('rollback');
  await write(1, async (db) => {
    for (const { id } of await db.selectFrom('accounts').select('id').execute()) await recountOpen(db, id);
    counted = await openCounts({ reading: db });
    throw rollback;
  }).catch((error) => {
    if (error !== rollback) throw error;
  });
  return counted;
}
