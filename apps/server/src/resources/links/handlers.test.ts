import { describe, expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, dan, luke, account } = await startProvider();

type Lists = Record<'incidents' | 'problems' | 'changes' | 'releases', Record<string, number | string>[]>;

/** The ids in each list of links. */
function idsIn({ incidents, problems }: Lists) {
  return {
    incidents: incidents.map(({ incident_id }) => incident_id),
    problems: problems.map(({ problem_id }) => problem_id),
  };
}

async function links(path: string, agent = dan) {
  const { result, errors } = await agent.get(`links/${path}`);
  expect(errors).toBeUndefined();
  return idsIn(result);
}

async function link(path: string, fields: Record<string, unknown>, agent = dan) {
  const { result, errors } = await agent.post(`links/${path}`, fields);
  expect(errors).toBeUndefined();
  return idsIn(result);
}

describe('a link', () => {
  test('[links.1] shows from both sides, in the records as well', async () => {
    expect(await link('incidents/745', { problem_id: 13561 })).toEqual({
      incidents: [13534],
      problems: [13561],
    });
    expect(await links('problems/13561')).toEqual({ incidents: [13543, 745], problems: [] });
    expect((await dan.get('problems/13561')).result.problem.incidents.at(-1)).toEqual({
      incident_id: 745,
      incident_link: '/external_api/v1/links/problems/13561/incidents/745',
    });
    expect((await dan.get('incidents/745')).result.incident.problems).toEqual([
      { problem_id: 13561, problem_link: '/external_api/v1/links/incidents/745/problems/13561' },
    ]);
    expect((await link('problems/9', { problem_id: 13561 })).problems).toEqual([13561]);
    expect((await links('problems/13561')).problems).toEqual([9]);
  });

  test('[links.1] is between any two types but these', async () => {
    const all = await dan.post('links/incidents/745', {
      incident_id: 331,
      problem_id: 9,
      change_id: 13571,
      release_id: 13580,
    });
    expect(all.result).toMatchObject({
      incidents: [{ incident_id: 13534 }, { incident_id: 331 }],
      problems: [{ problem_id: 9 }],
      changes: [{ change_id: 13571, change_link: '/external_api/v1/links/incidents/745/changes/13571' }],
      releases: [{ release_id: 1267 }, { release_id: 13580 }],
    });
    expect((await dan.post('links/changes/13571', { release_id: 1267 })).errors).toBeUndefined();
    expect((await dan.get('links/releases/1267')).result.changes).toEqual([
      { change_id: 13571, change_link: '/external_api/v1/links/releases/1267/changes/13571' },
    ]);
    expect((await dan.post('links/releases/1267', { problem_id: 9 })).errors).toEqual([
      "[E400] problems can't be linked to releases",
    ]);
  });

  test('[links.1] is not between problems and releases, nor from a record to itself', async () => {
    const never = ["[E400] problems can't be linked to releases"];
    expect((await dan.post('links/problems/9', { release_id: 1267 })).errors).toEqual(never);
    expect((await dan.post('links/problems/9', { problem_id: 9 })).errors).toEqual([
      "[E400] a record can't be linked to itself",
    ]);
  });

  test('[links.2] goes to every record of the body, or to none', async () => {
    const before = await links('incidents/331');
    const { errors } = await dan.post('links/incidents/331', { incident_id: 745, problem_id: 99999999 });
    expect(errors).toEqual(['[E400] no problem found']);
    expect(await links('incidents/331')).toEqual(before);
    expect(await link('incidents/331', { problem_id: '9', incident_id: '745', change_id: '' })).toEqual({
      incidents: [33, 745],
      problems: [9],
    });
    const all = await dan.post('links/problems/9', { incident_id: 99999999, problem_id: 9, release_id: 1 });
    expect(all.errors).toEqual([
      '[E400] no incident found',
      "[E400] a record can't be linked to itself",
      "[E400] problems can't be linked to releases",
    ]);
    for (const fields of [{}, { problem_id: '' }, undefined]) {
      expect((await dan.post('links/incidents/331', fields)).errors).toEqual([
        '[E400] incident_id, change_id, problem_id or release_id must be specified for this call',
      ]);
    }
    expect((await dan.post('links/incidents/331', { problem_id: 'nine' })).errors).toEqual([
      '[E400] problem_id is not a number',
    ]);
  });

  test('[links.2] is made once, and may come as a form, as XML or in the query', async () => {
    const once = await link('incidents/331', { problem_id: 9 });
    expect(await link('incidents/331', { problem_id: 9 })).toEqual(once);
    expect(await links('problems/9')).toEqual({ incidents: [33, 331], problems: [] });
    const sent = [
      { path: 'links/incidents/745', body: 'problem_id=9', type: 'application/x-www-form-urlencoded' },
      { path: 'links/incidents/745', body: '<hash><problem-id>13561</problem-id></hash>', type: 'text/xml' },
      { path: 'links/incidents/745?problem_id=13562', body: '', type: 'application/json' },
    ];
    for (const { path, body, type } of sent) {
      await dan.send(`/v1/${path}`, { method: 'POST', body, headers: { 'Content-Type': type } });
    }
    expect((await links('incidents/745')).problems).toEqual([9, 13561, 13562]);
  });

  test('[links.3] goes from both sides, and the rest is answered', async () => {
    const { result } = await dan.delete('links/problems/9/incidents/33');
    expect(result).toEqual({ incidents: [], problems: [], changes: [], releases: [] });
    expect((await links('incidents/33')).problems).toEqual([]);
    for (const path of [
      'problems/9/incidents/33',
      'incidents/33/problems/9',
      'incidents/33/problems/99999999',
    ]) {
      expect((await dan.delete(`links/${path}`)).errors).toEqual(['[E400] no link found']);
    }
    expect((await dan.delete('links/problems/99999999/incidents/33')).errors).toEqual([
      '[E400] no problem found',
    ]);
  });

  test('[links.4] shows what the caller sees, in order of linking', async () => {
    await link('incidents/13543', { problem_id: 13562 }, account);
    // Powershop and the service desk, in the order in which they were linked; Email is not Luke's.
    await link('incidents/13543', { problem_id: 9 }, account);
    await link('incidents/13543', { problem_id: 13563 }, account);
    expect((await links('incidents/13543', luke)).problems).toEqual([13561, 13562, 13563]);
    expect((await links('incidents/13543', account)).problems).toEqual([13561, 13562, 9, 13563]);
    expect((await luke.delete('links/incidents/13543/problems/9')).errors).toEqual(['[E400] no link found']);
    expect((await luke.post('links/incidents/13543', { problem_id: 9 })).errors).toEqual([
      '[E400] no problem found',
    ]);
    expect((await luke.get('links/problems/9')).errors).toEqual(['[E400] no problem found']);
  });

  test('[links.4] moves nothing but the lists', async () => {
    const get = async () => (await dan.get('problems/13567')).result.problem;
    const before = await get();
    await link('problems/13567', { incident_id: 331 });
    expect(await get()).toEqual({ ...before, incidents: [expect.objectContaining({ incident_id: 331 })] });
  });

  test('[links.5] answers at its own address, as every link in a body does', async () => {
    const { incident_link, problem_link } = Object.assign(
      {},
      ...(Object.values((await dan.get('links/incidents/33')).result as Lists).flat() as object[]),
    );
    const found = await dan.get(problem_link);
    expect(found.result).toEqual({
      incidents: [],
      problems: [{ problem_id: 9, problem_link }],
      changes: [],
      releases: [],
    });
    expect(idsIn((await dan.get(incident_link)).result).incidents).toEqual([331]);
    expect((await dan.get('links/incidents/331/problems/9')).errors).toEqual(['[E400] no link found']);
  });

  test('[links.6] is between records: another type is off the list', async () => {
    for (const type of ['customers', 'incident', 'problem']) {
      expect((await dan.get(`links/${type}/33`)).errors).toEqual([
        '[E400] record_type is not included in the list',
      ]);
    }
    expect((await dan.delete('links/incidents/33/users/18')).errors).toEqual([
      '[E400] link_type is not included in the list',
    ]);
    expect((await dan.get('links/incidents/x')).errors).toEqual(['[E400] no incident found']);
  });
});

test('links of one account are not seen in another', async () => {
  await sandbox.store.write(2, (db) =>
    db
      .insertInto('links')
      .values({
        account_id: 2,
        from_type: 'incident',
        from_id: 331,
        to_type: 'problem',
        to_id: 9,
        position: 1,
      })
      .execute(),
  );
  expect((await links('incidents/331')).problems).toEqual([]);
});
