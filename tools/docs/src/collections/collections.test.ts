import { readDescription } from '@service-desk/description/description';
import { describe, expect, test } from 'vitest';
import { catalogueOf, type SiteDescription } from '../catalogue.ts';
import { brunoCollection } from './bruno.ts';
import { postmanCollection } from './postman.ts';
import { type CollectionRequest, type Folder, requestsOf } from './requests.ts';

const catalogue = catalogueOf(readDescription() as SiteDescription);
const collection = requestsOf(catalogue);
const folders = collection.folders.flatMap(withInner);
const requests = folders.flatMap((folder) => folder.requests);

function withInner(folder: Folder): Folder[] {
  return [folder, ...folder.folders.flatMap(withInner)];
}

/** A file system may not distinguish names by more than this, and Bruno saves a request in a file of its name. */
function fileName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function placeholdersIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/\{\{(.*?)\}\}/g)].map(([, name = '']) => name);
}

test('there is a request for each example', () => {
  const examples = catalogue.entries.flatMap(
    ({ id, responseExamples: { 200: own = {}, 302: redirects = {} } }) =>
      Object.keys({ ...own, ...redirects }).map((name) => `Operation \`${id}\`, example \`${name}\``),
  );
  const [shared, ...others] = folders;
  expect(shared?.requests.map(({ expected }) => expected.httpStatus)).toEqual([401, 429]);
  const described = others.flatMap((folder) => folder.requests.map(({ description }) => description));
  expect(described.toSorted()).toEqual(examples.toSorted());
  console.log(`${requests.length} requests`);
});

test('names are unique in their folder, also as names of files', () => {
  const shared = folders.flatMap((folder) => {
    const names = [...folder.folders, ...folder.requests].map(({ name }) => fileName(name));
    return names.filter((name, index) => names.indexOf(name) !== index);
  });
  expect(shared).toEqual([]);
  expect(folders.flatMap((each) => each.requests).filter(({ name }) => name.length > 150)).toEqual([]);
});

test('each variable has one value, and is used', () => {
  const names = collection.variables.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z]\w*$/i.test(name))).toEqual([]);
  for (const written of [postmanCollection(collection), brunoCollection(collection)]) {
    expect([...new Set(placeholdersIn(written))].toSorted()).toEqual(names.toSorted());
  }
});

test('a body is JSON that has the values of the example once its variables are replaced', () => {
  const values = new Map(collection.variables.map(({ name, value }) => [name, value]));
  const filled = (text: string) => text.replaceAll(/\{\{(.*?)\}\}/g, (_all, name) => values.get(name) ?? '');
  const bodies = requests.flatMap(({ body }) =>
    body === undefined ? [] : JSON.stringify(JSON.parse(filled(body))),
  );
  const documented = catalogue.entries.flatMap(({ requestExamples }) =>
    Object.values(requestExamples).map(({ value }) => JSON.stringify(value)),
  );
  expect(bodies.filter((body) => !documented.includes(body))).toEqual([]);
  const named = requests.find(({ description }) =>
    description.includes('`incidents.create`, example `created`'),
  );
  expect(named?.body).toContain('"service_id": {{service_id_with_priorities_and_types}},');
});

test('a folder reads, then creates, updates and deletes; what it refuses comes first', () => {
  const methods = ['GET', 'POST', 'PUT', 'DELETE'];
  for (const { requests: own } of folders) {
    const order = own.map(({ method }) => methods.indexOf(method));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
  const names = folders.map(({ name }) => name);
  expect(names.indexOf('Change testers')).toBeGreaterThan(names.indexOf('Issue notes'));
});

describe('the formats', () => {
  const isFailed = ({ expected }: CollectionRequest) => expected.status === 'Failed';

  test('Postman', () => {
    const { info, auth, item } = postmanCollection(collection) as Record<string, unknown>;
    expect(info).toMatchObject({ schema: expect.stringContaining('/v2.1.0/collection.json') });
    expect(auth).toMatchObject({ type: 'basic', basic: [{ value: 'x' }, { value: '{{token}}' }] });
    const items = leavesOf(item, 'item');
    expect(items).toHaveLength(requests.length);
    for (const each of items) {
      expect(each).toEqual({
        name: expect.any(String),
        event: [{ listen: 'test', script: { type: 'text/javascript', exec: expect.any(Array) } }],
        request: expect.objectContaining({
          method: expect.stringMatching(/^(?:GET|POST|PUT|DELETE)$/),
          url: expect.objectContaining({ host: ['{{baseUrl}}'], path: expect.any(Array) }),
        }),
        response: [],
      });
    }
    expect(JSON.stringify(items).split('envelope.errors.map').length - 1).toBe(
      requests.filter(isFailed).length,
    );
  });

  test('Bruno', () => {
    const { opencollection, request, items } = brunoCollection(collection) as Record<string, unknown>;
    expect(opencollection).toBe('1.0.0');
    expect(request).toMatchObject({ auth: { username: 'x', password: '{{token}}' } });
    const leaves = leavesOf(items, 'items');
    expect(leaves).toHaveLength(requests.length);
    for (const each of leaves) {
      expect(each).toMatchObject({
        info: { name: expect.any(String), type: 'http', seq: expect.any(Number) },
        http: { method: expect.any(String), url: expect.stringMatching(/^\{\{baseUrl\}\}\//) },
        runtime: { scripts: [{ type: 'tests', code: expect.stringContaining('envelope.status') }] },
      });
    }
  });

  function leavesOf(items: unknown, key: string): Record<string, unknown>[] {
    return (items as Record<string, unknown>[]).flatMap((each) =>
      each[key] ? leavesOf(each[key], key) : [each],
    );
  }
});
