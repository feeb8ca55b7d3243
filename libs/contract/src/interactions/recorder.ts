import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MatchersV3, PactV4 } from '@pact-foundation/pact';
import {
  ApiError,
  createServiceDesk,
  operationTable,
  type ServiceDesk,
  type ServiceDeskOptions,
} from '@service-desk/client';
import type { Description as Bundle } from '#description/description';
import { operationNamed, resourceOf } from '#description/operations';
import { fieldsAlwaysShown, resultSchemaOf } from '#description/results';
import { scenarios as allScenarios, type Scenario } from '../generated/scenarios.ts';
import type { Description } from '../v1/description.ts';
import { callOf, isInPacts } from '../v1/scenarios.ts';
import { participants } from './participants.ts';
import { requestTemplate } from './request.ts';
import { responseTemplate } from './response.ts';

/** Options of `recordPacts`. */
export interface RecordOptions {
  /** The directory for the pact files. It is emptied first, since Pact would add to existing files. */
  dir: string;
  /** The annotated description, `@service-desk/spec/openapi.annotated.json`. */
  description: Description;
  /** Default: all scenarios of the description. */
  scenarios?: readonly Scenario[];
  /** The client's `fetch`. Default: that of the platform. */
  fetch?: ServiceDeskOptions['fetch'];
}

/** The result of a recording. */
export interface Recording {
  /** The pact files, one for each resource. */
  files: string[];
  /** How many interactions they hold. */
  interactions: number;
}

/** A pact file, as far as it is merged here. */
interface PactFile {
  interactions: { response: { matchingRules?: { body?: Record<string, Rule> } } }[];
}

interface Rule {
  combine: 'AND' | 'OR';
  matchers: { match: string }[];
}

/** The implementation of `recordPacts`, which loads Pact. */
export async function record({
  dir,
  description,
  scenarios = allScenarios,
  fetch,
}: RecordOptions): Promise<Recording> {
  process.env.PACT_DO_NOT_TRACK = 'true';
  const recorded = scenarios.filter(isInPacts);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  // Pact reads and merges the whole file for each interaction, so each gets its own directory until the end.
  const work = await mkdtemp(join(tmpdir(), 'pacts-'));
  try {
    const merged = new Map<string, PactFile>();
    const bundle = description as Bundle;
    const shown = fieldsAlwaysShown(bundle);
    for (const [index, scenario] of recorded.entries()) {
      // No retries, since an interaction is a single request.
      const options = { token: String(scenario.state.values.token), retries: 0, ...(fetch && { fetch }) };
      const client = (baseUrl: string) => createServiceDesk({ ...options, baseUrl });
      const schema = resultSchemaOf(bundle, operationNamed(bundle, scenario.operation));
      const body = responseTemplate(description, scenario.response.body, schema, shown);
      const pact = await recordScenario(scenario, body, client, join(work, String(index)));
      const resource = resourceOf(scenario.operation);
      const known = merged.get(resource);
      if (known) known.interactions.push(...pact.interactions);
      else merged.set(resource, pact);
    }
    const files = [...merged.keys()].map((resource) => join(dir, `${resource}.json`));
    const pacts = [...merged.values()];
    await Promise.all(
      files.map((file, index) => writeFile(file, `${JSON.stringify(pacts[index], null, 2)}\n`)),
    );
    return { files, interactions: pacts.reduce((sum, pact) => sum + pact.interactions.length, 0) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function recordScenario(
  scenario: Scenario,
  body: Record<string, unknown>,
  client: (url: string) => ServiceDesk,
  dir: string,
): Promise<PactFile> {
  const { state, response } = scenario;
  const request = requestTemplate(scenario);
  try {
    await new PactV4({ ...participants, dir, logLevel: 'error' })
      .addInteraction()
      .given(state.name, state.values)
      .uponReceiving(scenario.name)
      .withRequest(request.method, request.path, (builder) => {
        builder.query(request.query).headers(request.headers);
        if (request.body !== undefined) builder.jsonBody(request.body);
      })
      .willRespondWith(response.status, (builder) => {
        builder.headers({ 'Content-Type': 'application/json', ...headersOf(response.status) }).jsonBody(body);
      })
      .executeTest(({ url }) => callAsClient(scenario, client(url), MatchersV3.reify(body)));
  } catch (cause) {
    throw new Error(`${scenario.name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const [file = ''] = await readdir(dir);
  const pact = JSON.parse(await readFile(join(dir, file), 'utf8')) as PactFile;
  for (const { response: recorded } of pact.interactions) combineByOr(recorded.matchingRules?.body ?? {});
  return pact;
}

/** Makes one of several matchers enough, which pact files support, but not Pact's matchers. */
function combineByOr(rules: Record<string, Rule>): void {
  for (const rule of Object.values(rules)) {
    const [first, ...others] = rule.matchers;
    if (others.length > 0 && first?.match !== 'regex') rule.combine = 'OR';
  }
}

function headersOf(status: number): Record<string, ReturnType<typeof MatchersV3.regex>> {
  if (status === 401)
    return { 'WWW-Authenticate': MatchersV3.regex('^Basic .+$', 'Basic realm="Service Desk"') };
  if (status === 429) return { 'Retry-After': MatchersV3.regex(String.raw`^\d+$`, '1200') };
  return {};
}

/** Calls the operation with the client, and compares its result with the response that was sent. */
async function callAsClient(scenario: Scenario, desk: ServiceDesk, body: unknown): Promise<void> {
  const { errors, result } = body as { errors?: { error: string }[]; result?: Record<string, unknown> };
  const call = callOf(desk, scenario);
  if (result) {
    const row = operationTable[scenario.operation];
    const answer = await call;
    const read = row.list === 'paged' ? (answer as { items: unknown }).items : answer;
    assert.deepEqual(read, row.key ? result[row.key] : result);
    return;
  }
  const error = await call.then(
    () => assert.fail('the client read a Failed envelope as a success'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  assert.equal(error.status, scenario.response.status);
  assert.deepEqual(
    error.faults.map(({ code, message }) => `[${code}] ${message}`),
    errors?.map((each) => each.error),
  );
}
