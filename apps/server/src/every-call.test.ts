import { request } from 'node:http';
import { expect, test } from 'vitest';
import { operationTable } from './generated/operations.ts';
import { documentedCalls } from './test-support/documented-calls.ts';
import { startProvider } from './test-support/provider.ts';

const { sandbox, as, dan, luke, account } = await startProvider();
const calls = documentedCalls();

/** What wraps one thing, by the last word of its address, where it is not the singular. */
const WRAPPERS: Readonly<Record<string, string>> = {
  Companies: 'Company',
  current_user: 'user',
  time_entries: 'time_entry',
  testers: 'change_tester',
  watches: 'watch',
  service_priorities: 'service_priority',
};

/** The names inside the result of a call, without the totals. */
function expectedNames(path: string, operation: string): string[] {
  const last = path
    .split('/')
    .filter((part) => /^[A-Za-z_]+$/.test(part))
    .at(-1) as string;
  if (path.startsWith('/links/')) return ['incidents', 'problems', 'changes', 'releases'];
  if (last === 'config_types') return ['config_type', 'config_types', 'config_items'];
  if (!operation.endsWith('.list')) return [WRAPPERS[last] ?? last.replace(/s$/, '')];
  if (last === 'testers') return ['change_testers'];
  return [last === 'config_relationship_type' ? 'config_relationship_types' : last];
}

test('[envelope.2] every call names the thing inside the result by its own name', async () => {
  let looked = 0;
  for (const { operation, method, path, query, token, body } of calls) {
    if ('redirect' in operationTable[operation as 'beetils.get']) continue;
    await sandbox.reset();
    const { result, text } = await as(token).send(`/v1${path}${query}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const names = Object.keys(result).filter((name) => !name.startsWith('total_'));
    expect(names.toSorted(), `${operation}: ${text}`).toEqual(expectedNames(path, operation).toSorted());
    looked += 1;
  }
  expect(looked).toBe(Object.keys(operationTable).length - 1);
});

test('[envelope.6] every body with a wrapper says so when it is missing, on create and update', async () => {
  const missing = new Set<string>();
  for (const { operation, method, path, token } of calls) {
    const { wrapper } = operationTable[operation as 'incidents.create'] as { wrapper?: string | null };
    if (!wrapper) continue;
    const send = (body?: string) => as(token).send(`/v1${path}`, { method, ...(body && { body }) });
    for (const body of [undefined, '{}', 'null', '{"beetle":{"note":"x"}}']) {
      expect((await send(body)).errors, `${operation} ${body}`).toEqual([
        `[E400] The ${wrapper} parameter must be specified for this call`,
      ]);
    }
    missing.add(wrapper);
  }
  expect(missing.size, [...missing].join()).toBe(30);
});

test('[envelope.7] every kind of thing that is not there is called by its noun', async () => {
  const nowhere: [path: string, noun: string][] = [
    ['problems/1', 'problem'],
    ['changes/1', 'change'],
    ['releases/1', 'release'],
    ['config_types/99999999', 'config type'],
    ['config_items/99999999', 'config item'],
    ['time_entries/99999999', 'time entry'],
    ['beetils/99999999', 'record'],
    ['links/incidents/331/problems/9', 'link'],
    ['problems/9/symptoms/1', 'symptom'],
    ['problems/9/root_causes/1', 'root cause'],
    ['problems/9/workarounds/1', 'workaround'],
    ['problems/9/comments/1', 'comment'],
    ['changes/981/descriptions/1', 'description'],
    ['changes/981/reasons/1', 'reason'],
    ['changes/981/change_needs/1', 'change need'],
    ['changes/981/implementation_change_instructions/1', 'implementation change instruction'],
    ['changes/981/implementation_progress_notes/1', 'implementation progress note'],
    ['changes/981/test_review_instructions/1', 'test review instruction'],
    ['changes/981/testers/1', 'change tester'],
    ['changes/981/issues/1', 'issue'],
    ['changes/981/testers/5/issues/18/issue_comments/1', 'issue comment'],
    ['releases/13580/components/1', 'component'],
    ['releases/13580/instructions/1', 'instruction'],
    ['releases/13580/backouts/1', 'backout'],
    ['releases/13580/review_instructions/1', 'review instruction'],
    ['releases/13580/review_users/1', 'review user'],
    ['releases/13580/release_records/99', 'release record'],
    ['releases/1267/release_records/1/record_notes/1', 'record note'],
    ['services/20/service_priorities/1', 'priority'],
    ['services/20/service_activity_types/1', 'type'],
  ];
  for (const [path, noun] of nowhere) {
    expect((await dan.get(path)).errors, path).toEqual([`[E400] no ${noun} found`]);
  }
  const { errors } = await dan.post('config_items', {
    config_item: {
      name: 'x',
      owner_id: 18,
      config_type_id: 313,
      config_relationships: [{ config_relationship_type_id: 99, other_config_item_id: 100 }],
    },
  });
  expect(errors).toEqual(['[E400] no config relationship type found']);
});

test('[envelope.12] a GET ignores its body, whatever it is and is called', async () => {
  for (const body of ['null', '{}', '{"cut', '<']) {
    const status = await new Promise<number>((resolve, reject) => {
      const headers = {
        Authorization: `Basic ${btoa('x:demo-dan')}`,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
      };
      request(`${sandbox.url}/v1/incidents/13534.json`, { method: 'GET', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode as number));
      })
        .on('error', reject)
        .end(body);
    });
    expect(status, body).toBe(200);
  }
});

test('[dates.3] every link in every answer leads somewhere', async () => {
  const links = new Map<string, string>();
  function collect(value: unknown, token: string): void {
    for (const [key, part] of Object.entries((value ?? {}) as object)) {
      if (key.endsWith('_link')) links.set(part as string, token);
      else if (typeof part === 'object') collect(part, token);
    }
  }
  await sandbox.reset();
  for (const { method, path, query, token } of calls) {
    if (method === 'GET') collect((await as(token).get(`${path.slice(1)}${query}`)).result, token);
  }
  for (const [link, token] of links) {
    expect(link).toMatch(/^\/external_api\/v1\//);
    expect((await as(token).get(link)).errors, link).toBeUndefined();
    expect((await as(token).get(`${link}.json`)).errors, link).toBeUndefined();
  }
  const kinds = [...links.keys()].map((link) => link.replaceAll(/\/\d+/g, '/:id'));
  for (const kind of [
    '/changes/:id/tests/:id/issues/:id',
    '/releases/:id/reviewers/:id',
    '/release/:id/records/:id',
    '/services/servicedesk/service_priorities/:id',
    '/services/servicedesk/service_activity_types/:id',
    '/services/:id',
    '/avatars/:id',
  ]) {
    expect(kinds).toContain(`/external_api/v1${kind}`);
  }
});

test('[lists.7] [lists.8] every paged list has a limit, another name for it, pages and totals', async () => {
  const paged = calls.filter(
    ({ operation }) => 'page' in operationTable[operation as 'incidents.list'].query,
  );
  expect(paged.map(({ operation }) => operation).toSorted()).toEqual([
    'changes.list',
    'companies.list',
    'configRelationshipTypes.list',
    'configTypes.get',
    'configTypes.list',
    'customers.list',
    'incidents.list',
    'problems.list',
    'releases.list',
    'timeEntries.list',
  ]);
  for (const { operation, path } of paged) {
    const get = (query: string) => account.get(`${path.slice(1)}?${query}`);
    const names = expectedNames(path, operation);
    const list = path.startsWith('/config_types') ? 'config_items' : (names[0] as string);
    const all = (await get('limit=1000')).result;
    expect(all.total_pages, operation).toBe(1);
    expect(all[list], operation).toHaveLength(all.total_entries);
    const usual = operation === 'timeEntries.list' ? 50 : 10;
    expect((await get('limit=')).result[list], operation).toEqual(all[list].slice(0, usual));
    for (const query of ['limit=1', 'per_page=1', 'limit=1&per_page=2']) {
      const { result } = await get(query);
      expect(result[list], `${operation} ${query}`).toEqual(all[list].slice(0, 1));
      expect([result.total_entries, result.total_pages]).toEqual([all.total_entries, all.total_entries]);
    }
    const past = (await get('limit=1&page=999')).result;
    expect([past[list], past.total_entries], operation).toEqual([[], all.total_entries]);
    expect((await get('limit=0&page=1.5')).errors, operation).toEqual([
      '[E400] limit must be greater than 0',
      '[E400] page is not a number',
    ]);
  }
});

test('[lists.9] every other list is whole, whatever page is asked for', async () => {
  const whole = calls.filter(
    ({ operation, method }) =>
      (operation.endsWith('.list') || operation === 'links.list') &&
      method === 'GET' &&
      !('page' in operationTable[operation as 'incidents.list'].query),
  );
  for (const { operation, path, token } of whole) {
    const all = (await as(token).get(path.slice(1))).result;
    expect((await as(token).get(`${path.slice(1)}?limit=1&page=2&per_page=1`)).result, operation).toEqual(
      all,
    );
    expect(all, operation).not.toHaveProperty('total_entries');
  }
  expect(whole.map(({ path }) => path.split('/').at(-1))).toEqual(
    expect.arrayContaining([
      'users',
      'services',
      'watches',
      'testers',
      'issues',
      'review_users',
      'release_records',
      'comments',
    ]),
  );
});

test('[callers.4] what the operator makes, no call makes', async () => {
  const made = {
    users: ['users', 'users/18', 'users/168'],
    services: ['services', 'services/20'],
    priorities: ['services/20/service_priorities', 'services/20/service_priorities/58'],
    types: ['services/20/service_activity_types', 'services/20/service_activity_types/16'],
    categories: ['services/20/categories', 'categories'],
    reports: ['reports', 'reports/1'],
    'config types': ['config_types', 'config_types/313', 'config_relationship_type'],
    pictures: ['avatars', 'avatars/143'],
    messages: ['messages', 'messages/41'],
    'knowledge articles': ['knowledge_articles', 'knowledge_articles/61'],
    accounts: ['accounts', 'tokens'],
  };
  for (const [kind, paths] of Object.entries(made)) {
    for (const path of paths) {
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const { status } = await account.send(path, { method, body: '{}' });
        expect([404, 405], `${kind}: ${method} ${path}`).toContain(status);
      }
    }
  }
  // Time rights and custom fields are no fields that a call could write.
  const { user } = (await luke.get('users/current_user')).result;
  expect(user).not.toHaveProperty('time_administrator');
});
