import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
import { examineProvider, type InteractionFailure } from './verify.ts';

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

const documented = scenarios.filter(({ name }) => answers.some(([, each]) => each === name));

/** The header by which a request names the response that it gets: the index of its row above. */
const HEADER = 'x-row';
const interactionOf = (row: number, name: string) => `${name}, row ${row}`;

let failures: InteractionFailure[];

const server = createServer(({ headers }, response) => {
  const [, name, change] =
    answers[Number(headers[HEADER])] ?? expect.fail(`there is no row ${headers[HEADER]}`);
  const body = structuredClone(documented.find((each) => each.name === name)?.response.body);
  change((body as { result: Any }).result);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
});

/** A pact with an interaction for each row. One run of the verifier checks them all. */
async function writeRows(dir: string): Promise<void> {
  const { files } = await recordPacts({ dir, description, scenarios: documented });
  const pacts = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  const interactions = answers.map(([, name], row) => {
    const recorded = pacts.flatMap((pact) => pact.interactions).find((each) => each.description === name);
    const interaction = structuredClone(recorded);
    interaction.description = interactionOf(row, name);
    interaction.request.headers[HEADER] = [String(row)];
    return interaction;
  });
  await Promise.all(files.map((file) => rm(file)));
  await writeFile(join(dir, 'rows.json'), JSON.stringify({ ...pacts[0], interactions }));
}

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const dir = await mkdtemp(join(tmpdir(), 'answers-'));
  try {
    await writeRows(dir);
    const verification = await examineProvider({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      pactDir: dir,
      setState: async <Name extends ProviderState>(state: Name): Promise<ProviderStates[Name]> =>
        demoStates[state],
    });
    expect(verification.interactions).toBe(answers.length);
    failures = verification.failures;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

afterAll(() => server.close());

test.each(answers.map(([what, name, , kept], row) => [what, name, kept, row] as const))(
  'a response %s: %s',
  (_, name, kept, row) => {
    const found = failures.filter(({ interaction }) => interaction === interactionOf(row, name));
    expect(found.length === 0, JSON.stringify(found)).toBe(kept);
  },
);
