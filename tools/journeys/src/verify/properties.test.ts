import type { OperationId } from '@service-desk/client';
import { type Finding, runProperties } from '@service-desk/contract';
import { readDescription } from '@service-desk/description/description';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

/** What a provider's answer becomes. */
type ResponseFault = (request: Request, answer: string) => string | Promise<string>;

/** What is broken about the sandbox, seen through a fault. */
async function brokenOf(
  resource: string,
  spoil: ResponseFault,
  write = true,
  spoilHeaders: (request: Request, headers: Headers) => void = () => {},
): Promise<string[]> {
  const { findings } = await runProperties({
    ...{ baseUrl: `${sandbox.url}/v1`, token: 'demo-luke', write },
    only: (operation: OperationId) => operation.startsWith(`${resource}.`),
    async fetch(request) {
      const response = await fetch(request.clone());
      const { status } = response;
      const headers = new Headers(response.headers);
      spoilHeaders(request, headers);
      return new Response(await spoil(request, await response.text()), { status, headers });
    },
  });
  return broken(findings).map(({ promise }) => promise);
}

function broken(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ outcome }) => outcome === 'broken');
}

const faults: readonly [fault: string, property: string, resource: string, spoil: ResponseFault][] = [
  [
    'a text is cut short',
    'echo',
    'companies',
    (_, answer) => answer.replace(/("name":"[^"]{200})[^"]*"/, '$1"'),
  ],
  [
    'a list has another name than the detail',
    'agreement',
    'companies',
    ({ url }, answer) =>
      /Companies\.json(\?|$)/.test(url) ? answer.replace(/"name":"/, '"name":"The ') : answer,
  ],
  [
    'an update has another field changed',
    'frame',
    'companies',
    ({ method, url }, answer) =>
      method === 'GET' && /Companies\/\d+/.test(url)
        ? answer.replace(/"fax":"[^"]*"/, `"fax":"${performance.now()}"`)
        : answer,
  ],
  [
    'a failure has another text',
    'refusal',
    'companies',
    (_, answer) => answer.replace('is too long', 'is long'),
  ],
  [
    'an address without extension answers otherwise',
    'spelling',
    'companies',
    ({ method, url }, answer) =>
      method === 'GET' && /Companies$/.test(url) ? answer.replace(/"id":\d+/, '"id":1') : answer,
  ],
  [
    'a total is one more',
    'lists',
    'companies',
    (_, answer) => answer.replace(/"total_entries":/, '"total_entries":1'),
  ],
  [
    'an author is another user',
    'whoAndWhen',
    'timeEntries',
    (_, answer) => answer.replace(/"performed_at":"\d{4}/, '"performed_at":"1999'),
  ],
  [
    'what is deleted answers as something else',
    'lives',
    'timeEntries',
    ({ method }, answer) => (method === 'DELETE' ? answer.replace(/"hours":/, '"hours":1') : answer),
  ],
  [
    'an unknown thing is called otherwise',
    'wire',
    'companies',
    (_, answer) => answer.replace('no company found', 'no such company'),
  ],
];

let year = 1970;
const faultsOfReads: readonly [fault: string, resource: string, spoil: ResponseFault, promise: string][] = [
  [
    'a count is wrong',
    'users',
    (_, answer) => answer.replace(/"incident_count":/, '"incident_count":1'),
    'lists: a count differs from the total of its list',
  ],
  [
    'another person is returned',
    'users',
    ({ url }, answer) => (/users\/\d/.test(url) ? answer.replaceAll(/"id":(\d)/g, '"id":1$1') : answer),
    'agreement: the response is of a different resource than the request',
  ],
  [
    'a link is missing',
    'customers',
    (_, answer) => answer.replace(/"customer_link":"[^"]*",/, ''),
    'agreement: a field that every example has is missing',
  ],
  [
    'created_at changes',
    'users',
    (_, answer) => {
      year += 1;
      return answer.replaceAll(/"created_at":"\d{4}/g, `"created_at":"${year}`);
    },
    'agreement: a field has different values in two responses',
  ],
];

describe('properties', () => {
  test.each(faults)('see that %s: %s', async (_, property, resource, spoil) => {
    const found = await brokenOf(resource, spoil);
    expect(
      found.some((promise) => promise.startsWith(`${property}: `)),
      found.join('\n'),
    ).toBe(true);
  });

  test.each(faultsOfReads)('see by reading alone that %s', async (_, resource, spoil, promise) => {
    expect(await brokenOf(resource, spoil, false)).toContain(promise);
  });

  test('see that a field differs from the one that it doubles', async () => {
    const found = await brokenOf('configItems', (_, answer) =>
      answer.replaceAll(/"reference_num":(\d+)/g, '"reference_num":1$1'),
    );
    expect(found).toContain('agreement: a field differs from the field that it doubles');
  });

  test('see that only some responses have the headers of the rate limit', async () => {
    const spoil = ({ url }: Request, headers: Headers) => {
      if (/services\.json/.test(url)) headers.set('X-RateLimit-Limit', '100');
    };
    const found = await brokenOf('services', (_, answer) => answer, false, spoil);
    expect(found).toContain('wire: some responses have the headers of the rate limit, and others do not');
  });

  test('report neither new fields nor another order of keys', async () => {
    const found = await brokenOf('companies', ({ url }, answer) =>
      /\.xml/.test(url) ? answer : answer.replaceAll(/{"id":(\d+),/g, '{"etag":"x","id":$1,'),
    );
    expect(found).toEqual([]);
  });
});

/** The properties of which one raises the alarm where the description lacks an annotation. */
const ALARMS: Readonly<Record<string, readonly string[]>> = {
  'x-read-as': ['echo'],
  'x-makes': ['echo'],
  'x-stamps': ['echo'],
  'x-kept': ['echo'],
  'x-changes': ['frame'],
  'x-blank': ['absence', 'refusal'],
  'x-life': ['echo'],
};

type Annotated = Record<string, unknown> & { properties: Record<string, Record<string, unknown>> };

test('an annotation that the description lacks raises an alarm', async () => {
  const bundle = structuredClone(readDescription());
  const gone: [field: string, annotation: string][] = [];
  for (const schema of ['ProblemWrite', 'WatchFields']) {
    const annotated = bundle.components.schemas[schema] as Annotated;
    // A life is missed where it ends.
    for (const [field, node] of [...Object.entries(annotated.properties), ['closed_at', annotated] as const])
      for (const key of Object.keys(node).filter((each) => each.startsWith('x-'))) {
        delete node[key];
        gone.push([field, key]);
      }
  }
  const { faults } = await runProperties({
    ...{ baseUrl: `${sandbox.url}/v1`, token: 'demo-luke', write: true, bundle },
    only: (operation) => /^problems\.(watches\.)?(create|update)$/.test(operation),
  });
  const isNoticed = (field: string, key: string) =>
    faults.some(({ place, property }) => ALARMS[key]?.includes(property) && place.split(' ').includes(field));
  expect(gone.filter(([field, key]) => !isNoticed(field, key))).toEqual([]);
  expect(new Set(gone.map(([, key]) => key))).toEqual(new Set(Object.keys(ALARMS)));
});
