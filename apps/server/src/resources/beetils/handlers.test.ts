import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, dan, luke } = await startProvider();

const unfollowed = (path: string, agent = dan) => agent.send(path, { redirect: 'manual' });

test('[beetils.1] a reference number leads to the record, whatever its type', async () => {
  for (const path of ['incidents/13534', 'problems/13561', 'changes/234', 'releases/1267']) {
    const [type, id] = path.split('/');
    const { status, headers, text } = await unfollowed(`/v1/beetils/${id}`);
    expect([status, headers.get('Location'), text]).toEqual([302, `${sandbox.url}/v1/${path}`, '']);
    const followed = await dan.get(`beetils/${id}`);
    expect(followed.result, type).toEqual((await dan.get(path)).result);
  }
});

test('[beetils.1] under the prefix and with the extension that were called', async () => {
  for (const prefix of ['/v1', '/external_api/v1', '/desk/external_api/v1']) {
    for (const extension of ['', '.json', '.js', '.xml']) {
      const { headers } = await unfollowed(`${prefix}/beetils/13561${extension}?limit=1`);
      expect(headers.get('Location')).toBe(`${sandbox.url}${prefix}/problems/13561${extension}`);
    }
  }
});

test('[beetils.1] and nowhere, when there is none that the caller sees', async () => {
  for (const number of ['99999999', '13566', 'x']) {
    const { status, errors } = await unfollowed(`/v1/beetils/${number}`);
    expect([status, errors]).toEqual([200, ['[E400] no record found']]);
  }
  expect((await luke.get('beetils/9')).errors).toEqual(['[E400] no record found']);
});
