import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import description from '@service-desk/spec/openapi.annotated.json' with { type: 'json' };
import { beforeAll, expect, test } from 'vitest';
import { scenarios } from '../generated/scenarios.ts';
import { type ComparedPact, comparePact } from './comparison.ts';
import { recordPacts } from './record.ts';

const bends: [what: string, name: string, change: (interaction: Interaction) => void, fault: string][] = [
  [
    'an undocumented path',
    'services.get: found',
    ({ request }) => Object.assign(request, { path: '/machines/20.json' }),
    'request.path-or-method.unknown',
  ],
  [
    'an undocumented method',
    'services.get: found',
    ({ request }) => Object.assign(request, { method: 'PATCH' }),
    'request.path-or-method.unknown',
  ],
  [
    'an undocumented status',
    'services.get: found',
    ({ response }) => Object.assign(response, { status: 201 }),
    'response.status.unknown',
  ],
  [
    'an unknown field of a request',
    'incidents.watches.create: created',
    ({ request }) => Object.assign(request.body.content.watch, { colour: 'red' }),
    'additional properties - colour',
  ],
  [
    'a request without its wrapper',
    'incidents.watches.create: created',
    ({ request }) => Object.assign(request.body, { content: {} }),
    'request.body.incompatible',
  ],
  [
    'a request without a token',
    'services.get: notFound',
    ({ request }) => delete request.headers.Authorization,
    'request.authorization.missing',
  ],
  [
    'a value of another type in a response',
    'services.get: found',
    ({ response }) => Object.assign(response.body.content.result.service, { name: 20 }),
    'response.body.result.service.name',
  ],
  [
    'an unknown field of a response',
    'services.get: found',
    ({ response }) => Object.assign(response.body.content.result.service, { colour: 'red' }),
    'additional properties - colour',
  ],
  [
    'an unknown error text',
    'services.get: notFound',
    ({ response }) => Object.assign(response.body.content.errors[0], { error: 'Oops' }),
    'response.body.errors.0.error',
  ],
];

let pacts: ComparedPact[];

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'compared-'));
  try {
    const bent = scenarios.filter((each) => bends.some(([, name]) => name === each.name));
    const { files } = await recordPacts({ dir, description, scenarios: bent });
    pacts = await Promise.all(
      files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as ComparedPact),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test.each(bends)('%s is reported', async (_, name, change, fault) => {
  expect(
    await comparePact(
      description,
      bent(name, () => {}),
    ),
  ).toEqual([]);
  const faults = await comparePact(description, bent(name, change));
  expect(faults).toContainEqual(expect.stringContaining(fault));
});

interface Interaction {
  description: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests change bodies in any way.
  request: { method: string; path: string; headers: Record<string, unknown>; body: { content: any } };
  // biome-ignore lint/suspicious/noExplicitAny: tests change bodies in any way.
  response: { status: number; body: { content: any } };
}

/** A pact of that one interaction, changed. */
function bent(name: string, change: (interaction: Interaction) => void): ComparedPact {
  const pact = pacts.find(({ interactions }) => interactions.some((each) => each.description === name));
  const interaction = structuredClone(pact?.interactions.find((each) => each.description === name));
  change(interaction as unknown as Interaction);
  return { ...pact, interactions: [interaction as ComparedPact['interactions'][number]] };
}
