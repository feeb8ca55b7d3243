import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scenarios } from '@service-desk/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCaught } from '../judged.ts';
import { type Bench, ROOTS, startBench } from '../judges.ts';
import { rootResource } from '../operation-of.ts';
import { honest, type ProxiedRequest, type ProxiedResponse, type ProxyFault } from '../proxy.ts';
import { readBody, readForm } from './body.ts';
import { generate, generatedThat, OPERATOR_KINDS } from './generate.ts';

const seed = Number(process.env.MUTANTS_SEED ?? 20_101_124);

test('one seed gives one sample, with some of each kind and of each resource', () => {
  const sample = generate(seed, 400);
  expect(generate(seed, 400).map(({ id }) => id)).toEqual(sample.map(({ id }) => id));
  expect(generate(seed + 1, 400).map(({ id }) => id)).not.toEqual(sample.map(({ id }) => id));
  expect(new Set(sample.map(({ id }) => id)).size).toBe(400);
  expect(new Set(sample.map(({ kind }) => kind))).toEqual(new Set(OPERATOR_KINDS));
  expect(new Set(sample.map(({ operations }) => rootResource(operations[0] ?? '')))).toEqual(new Set(ROOTS));
});

test('every documented answer is written as it was read, in JSON and in XML', () => {
  for (const { response } of scenarios) {
    const text = JSON.stringify(response.body);
    if (text === undefined) continue;
    const json = readBody(text);
    expect(json?.write(json.value)).toBe(text);
  }
  const xml =
    '<?xml version="1.0" encoding="UTF-8"?><hash><id type="integer">862260361677721612</id><a nil="true"/><list type="array"/><users type="array"><user><name>&lt;&amp;&#13;</name><hours type="float">0.5</hours></user></users><of type="hash"/><entry key="1 x">y</entry></hash>';
  const body = readBody(xml);
  expect(body?.write(body.value)).toBe(xml);
  expect(body?.value).toMatchObject({ id: 862260361677721612n, a: null, list: [], '1 x': 'y' });
});

test('a form is changed in its fields alone', () => {
  const form = readForm('incident%5Btitle%5D=It+hums&a=1');
  expect(form.value).toEqual({ incident: { title: 'It hums' } });
  expect(form.write({ incident: { title: 'x' } })).toBe('incident%5Btitle%5D=x&a=1');
});

/** Each fault in the answer to one request, without a provider. */
async function answered(
  fault: ProxyFault,
  parts: Partial<ProxiedRequest>,
  body: object,
): Promise<[ProxiedResponse, ProxiedRequest[]]> {
  const sent: ProxiedRequest[] = [];
  const request = { method: 'GET', url: '/v1/Companies/1.json', headers: {}, body: '', ...parts };
  const answer = await fault(request, async (forwarded) => {
    sent.push(forwarded);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  });
  return [answer, sent];
}

function faultOf(says: string): ProxyFault {
  const [found] = generatedThat(says);
  if (!found) throw new Error(`no fault says: ${says}`);
  return found.fault();
}

test('a fault is about its operation alone, in the answer or in the request', async () => {
  const company = {
    result: { Company: { id: 1, name: 'Powershop', notes: 'a\nb' } },
    version: '1.0',
    status: 'Success',
  };
  const swapped = faultOf('companies.get has another wrapper');
  const [answer] = await answered(swapped, {}, company);
  expect(Object.keys(JSON.parse(answer.body).result)).toEqual(['Company_data']);
  const [other] = await answered(swapped, { url: '/v1/customers/1.json' }, company);
  expect(JSON.parse(other.body)).toEqual(company);
  const ignored = faultOf('companies.update is sent: name is ignored');
  const put = { method: 'PUT', body: '{"Company":{"name":"Other","fax":"1"}}' };
  expect((await answered(ignored, put, company))[1].map(({ body }) => body)).toEqual([
    '{"Company":{"fax":"1"}}',
  ]);
});

/** Faults that no judge may miss, in the resources that are looked at fastest. */
const PLAIN = ['field dropped', 'field renamed', 'field retyped', 'envelope', 'other status', 'totals off'];
const FAST = ['companies'];
const plain = generate(seed, 4000)
  .filter(
    ({ kind, operations }) =>
      PLAIN.includes(kind) && operations.some((each) => FAST.includes(rootResource(each))),
  )
  .slice(0, 4);

let bench: Bench;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mutants-'));
  bench = await startBench({ name: 'write', folder, roots: FAST });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('without a fault nothing is found', async () => {
  const unspoiled = {
    operations: plain.flatMap(({ operations }) => operations),
    fault: () => honest,
    inOwn: true,
  } as const;
  expect(await bench.judge(unspoiled)).toMatchObject({ hits: 0, noise: [] });
});

test.each(plain.map((fault) => [fault.id, fault] as const))('%s', async (_, fault) => {
  const judgement = await bench.judge(fault);
  expect(judgement.noise).toEqual([]);
  expect(judgement.hits).toBeGreaterThan(0);
  expect(isCaught(judgement)).toBe(true);
});
