import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import description from '@service-desk/spec/openapi.annotated.json' with { type: 'json' };
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarios } from '../generated/scenarios.ts';
import type { ProviderState, ProviderStates } from '../generated/states.ts';
import { demoStates } from '../states.ts';
import { recordPacts } from './record.ts';
import { examineProvider } from './verify.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests change responses in any way.
type Any = any;

/** Documented responses with one change each, and whether they still conform to the contract. */
const answers: [what: string, name: string, change: (result: Any) => void, kept: boolean][] = [
  ['as it is documented', 'incidents.list: listed', () => {}, true],
  ['with unknown fields', 'incidents.list: listed', ({ incidents }) => (incidents[1].new = 1), true],
  [
    'without the status of an incident',
    'incidents.list: listed',
    ({ incidents }) => delete incidents[1].status,
    false,
  ],
  [
    'without the service of a problem',
    'problems.list: listed',
    ({ problems }) => delete problems[0].service,
    false,
  ],
  [
    'without the owner of a release',
    'releases.list: listed',
    ({ releases }) => delete releases[0].owner,
    false,
  ],
  [
    'with a release without an owner',
    'releases.list: listed',
    ({ releases }) => (releases[0].owner = null),
    true,
  ],
  ['in another status', 'releases.list: listed', ({ releases }) => (releases[0].status = 5), true],
  ['in an unknown status', 'releases.list: listed', ({ releases }) => (releases[0].status = 9), false],
  ['in a status as text', 'releases.list: listed', ({ releases }) => (releases[0].status = '2'), false],
  [
    'with a priority that is not set',
    'releases.list: listed',
    ({ releases }) => (releases[0].priority = null),
    true,
  ],
  ['with a priority as text', 'releases.list: listed', ({ releases }) => (releases[0].priority = '1'), false],
  [
    'with a blank id',
    'releases.list: listed',
    ({ releases }) => (releases[0].review_completed_by_user_id = ''),
    true,
  ],
  [
    'with an id',
    'releases.list: listed',
    ({ releases }) => (releases[0].review_completed_by_user_id = 17),
    true,
  ],
  [
    'with an id as text',
    'releases.list: listed',
    ({ releases }) => (releases[0].review_completed_by_user_id = '17'),
    false,
  ],
  ['with time against no record', 'timeEntries.list: listed', withoutRecord, true],
  [
    'without when time was spent',
    'timeEntries.list: listed',
    ({ time_entries }) => delete time_entries[0].performed_at,
    false,
  ],
  [
    'with a number as text where it is blank',
    'incidents.get: found',
    ({ incident }) => (incident.closure_code = '1'),
    false,
  ],
  [
    'with a number where it is blank',
    'incidents.get: found',
    ({ incident }) => (incident.closure_code = 1),
    true,
  ],
];

function withoutRecord({ time_entries }: Any): void {
  for (const entry of time_entries) {
    delete entry.incident_id;
    delete entry.incident_link;
  }
}

const told = scenarios.filter(({ name }) => answers.some(([, each]) => each === name));
let body: unknown;
let dir: string;
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  dir = await mkdtemp(join(tmpdir(), 'answers-'));
  await recordPacts({ dir, description, scenarios: told });
});

afterAll(async () => {
  server.close();
  await rm(dir, { recursive: true, force: true });
});

test.each(answers)('a response %s: %s', async (_, name, change, kept) => {
  const scenario = told.find((each) => each.name === name);
  body = structuredClone(scenario?.response.body);
  change((body as { result: Any }).result);
  const { failures } = await examineProvider({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    pactDir: dir,
    setState: async <Name extends ProviderState>(state: Name): Promise<ProviderStates[Name]> =>
      demoStates[state],
    only: (interaction) => interaction === name,
  });
  expect(failures.length === 0, JSON.stringify(failures)).toBe(kept);
});
