import { pickerOf, randomOf } from '@service-desk/test-kit/random';
import { describe, expect, test } from 'vitest';
import { noteTypes } from '../resources/notes/note-types.ts';
import { documentedCalls, patternsOf } from '../test-support/documented-calls.ts';
import { startProvider } from '../test-support/provider.ts';
import { isBlank } from './parse-values.ts';

const { as, dan, luke, account, create } = await startProvider();

type Fields = Record<string, unknown>;

/** The faults of a create or update, without their code. */
async function faultsOf(method: 'post' | 'put', path: string, body: Fields): Promise<string[] | undefined> {
  return (await dan[method](path, body)).errors?.map((error) => error.replace('[E400] ', ''));
}

const TOO_LONG = 'is too long (maximum is 65535 characters)';
const UNSTORABLE = 'holds characters that cannot be stored';

describe('[envelope.5] one entry per fault:', () => {
  const closing = { closure_code: 0, closure_comment: 'Done.' };
  test.each<[method: 'post' | 'put', path: string, body: Fields, faults: string[]]>([
    ['post', 'incidents', { incident: { title: 'x', service_id: 'abc' } }, ['service_id is not a number']],
    [
      'post',
      'incidents',
      { incident: { title: 'x', service_id: 'abc', type_id: 71, priority_id: 22, assigned_user_id: 0 } },
      ['service_id is not a number'],
    ],
    [
      'put',
      'incidents/13534',
      { incident: { service_id: 'abc', type_id: 71 } },
      ['service_id is not a number'],
    ],
    [
      'post',
      'releases',
      { release: { title: 'x', service_id: {}, type_id: 1 } },
      ['service_id is not a number'],
    ],
    ['post', 'incidents/331/watches', { watch: { watched_by: 'abc' } }, ['watched_by is not a number']],
    [
      'post',
      'incidents/331/watches',
      { watch: { external_email: 'x'.repeat(256) } },
      ['external_email is too long (maximum is 255 characters)'],
    ],
    ['put', 'incidents/13534', { incident: { closed_at: 'soon', ...closing } }, ['closed_at is not a date']],
    ['put', 'problems/13561', { problem: { closed: 'soon', ...closing } }, ['closed is not true or false']],
    [
      'put',
      'changes/13570',
      { change: { change_status: 'done', ...closing } },
      ['change_status is not a number'],
    ],
    ['put', 'releases/13581', { release: { status: {}, ...closing } }, ['status is not a number']],
    [
      'put',
      'incidents/331',
      { incident: { resolved_at: '2010-03-24', resolution: 'x'.repeat(65_536) } },
      [`resolution ${TOO_LONG}`],
    ],
    [
      'post',
      'changes',
      { change: { title: 'x'.repeat(256), service_id: 20 } },
      ['title is too long (maximum is 255 characters)'],
    ],
    ...(['incident_id', 'problem_id'] as const).flatMap((base): ['post', string, Fields, string[]][] => [
      ['post', 'changes', { change: { [base]: 'abc', use_symptoms: true } }, [`${base} is not a number`]],
      [
        'post',
        'changes',
        { change: { [base]: 0, use_comments: true } },
        [`no ${base.replace('_id', '')} found`],
      ],
    ]),
    [
      'put',
      'config_items/100',
      { config_item: { config_type_id: 'abc', config_type_fields: { colour: 'red' } } },
      ['config_type_id is not a number'],
    ],
    [
      'post',
      'time_entries',
      { time_entry: { entry: {}, hours: 'abc' } },
      ['entry is not a text', 'hours is not a number'],
    ],
    ['post', 'changes/981/testers', { tester: { user_id: 'abc' } }, ['user_id is not a number']],
    [
      'post',
      'releases/1267/release_records',
      { release_record: { release_to: ' ', release_at: 'soon', refrenece: [], release_status: 1 } },
      ["release_to can't be blank", 'release_at is not a date', 'refrenece is not a text'],
    ],
  ])('%s %s %j', async (method, path, body, faults) => {
    expect(await faultsOf(method, path, body)).toEqual(faults);
  });

  test('each object of a list has its own entries', async () => {
    const config_relationships = [
      { config_relationship_type_id: 'abc', other_config_item_id: 101 },
      { config_relationship_type_id: ' ', other_config_item: 'abc' },
    ];
    expect(await faultsOf('put', 'config_items/100', { config_item: { config_relationships } })).toEqual([
      'config_relationship_type_id is not a number',
      'no config relationship type found',
      'no config item found',
      'other_config_item is not a number',
    ]);
  });

  test('also of those that have the same text', async () => {
    const fields = { assigned_user_id: 999, owner_id: 998 };
    expect(await faultsOf('put', 'incidents/13534', { incident: fields })).toEqual([
      'no user found',
      'no user found',
    ]);
  });

  describe('of closing, where an unparsable field counts as present:', () => {
    const missing = (field: string) => `${field} can't be blank`;
    const date = 'closed_at is not a date';
    test.each([
      ['incident', 13534],
      ['problem', 13561],
      ['change', 13570],
      ['release', 13581],
    ])('%s', async (type, id) => {
      const close = (fields: Fields) => faultsOf('put', `${type}s/${id}`, { [type]: fields });
      const sorted = async (fields: Fields) => (await close(fields))?.toSorted();
      expect(await sorted({ closed_at: 'soon' })).toEqual(
        [date, missing('closure_code'), missing('closure_comment')].toSorted(),
      );
      expect(await sorted({ closure_code: 'x' })).toEqual(
        ['closure_code is not a number', missing('closure_comment'), missing('closed_at')].toSorted(),
      );
      expect(await sorted({ closure_comment: [] })).toEqual(
        ['closure_comment is not a text', missing('closure_code'), missing('closed_at')].toSorted(),
      );
      expect(await close({ closed: false, closed_at: 'soon' })).toEqual([date]);
      const created = { [type]: { title: 'x', service_id: 20, closed_at: 'soon', closure_code: 0 } };
      expect((await faultsOf('post', `${type}s`, created))?.toSorted()).toEqual(
        [date, missing('closure_comment')].toSorted(),
      );
    });

    test('and of resolving', async () => {
      const resolve = (fields: Fields) => faultsOf('put', 'incidents/331', { incident: fields });
      const resolved_at = '2010-03-24';
      const late = 'resolved_at is not a date';
      expect(await resolve({ resolved_at: 'soon' })).toEqual([late, missing('resolution')]);
      expect(await resolve({ resolved_at: 'soon', resolution: 'Done.' })).toEqual([late]);
      expect(await resolve({ resolved: false, resolved_at: 'soon' })).toEqual([late]);
      expect(await resolve({ resolved_at, ...closing, closed_at: 'soon' })).toEqual([date]);
      expect(await resolve({ resolved_at: 'soon', closed: true, ...closing })).toEqual([late]);
    });
  });

  test('of the life cycle, where an unparsable date counts as present', async () => {
    for (const [path, fields, faults] of [
      ['changes', { approved_at: 'soon', released_live_at: '2010-03-24' }, ['approved_at is not a date']],
      ['releases', { approved_at: 'soon', complete_at: '2010-03-24' }, ['approved_at is not a date']],
      [
        'changes',
        { declined_at: 'soon', released_live_at: '2010-03-24' },
        ["change_status can't go from New to Released", 'declined_at is not a date'],
      ],
    ] as const) {
      const body = { [path.slice(0, -1)]: { title: 'x', service_id: 20, ...fields } };
      expect((await faultsOf('post', path, body))?.toSorted()).toEqual(faults.toSorted());
    }
  });

  test('of a note, with a blank text among them', async () => {
    const path = 'incidents/13534/symptoms/38048';
    const blank = 'The note parameter must be specified for this call';
    expect(await faultsOf('put', path, { symptom: { note: '', user_id: 'x' } })).toEqual([
      blank,
      'user_id is not a number',
    ]);
    expect(await faultsOf('put', path, { symptom: { user_id: 'x' } })).toEqual(['user_id is not a number']);
  });
});

test('[envelope.6] [envelope.10] an invalid note fails with the reason, and a note without a text is reported as blank', async () => {
  const missing = 'The note parameter must be specified for this call';
  const [{ symptom }] = (await dan.get('incidents/13534')).result.incident.symptoms;
  const faults: [note: unknown, fault: string][] = [
    ['x'.repeat(65_536), `note ${TOO_LONG}`],
    ['a\u0000b', `note ${UNSTORABLE}`],
    [{}, 'note is not a text'],
    [[], 'note is not a text'],
    ['\u00a0', missing],
    [null, missing],
  ];
  for (const [note, fault] of faults) {
    for (const [method, path] of [
      ['post', 'incidents/13534/symptoms'],
      ['put', `incidents/13534/symptoms/${symptom.id}`],
    ] as const) {
      expect(await faultsOf(method, path, { symptom: { note } }), `${method} ${fault}`).toEqual([fault]);
    }
  }
  const put = (fields: Fields) =>
    faultsOf('put', `incidents/13534/symptoms/${symptom.id}`, { symptom: fields });
  expect(await put({})).toEqual([missing]);
  expect(await put({ user_id: 'abc' })).toEqual(['user_id is not a number']);
  expect(await put({ user_id: 0 })).toEqual(['no user found']);
});

describe('[envelope.8] no record has the id 0:', () => {
  test.each<[path: string, wrapper: string | undefined, fields: Fields, nouns: string[]]>([
    [
      'incidents',
      'incident',
      {
        assigned_user_id: 0,
        customer_id: 0,
        category_id: 0,
        type_id: 0,
        priority_id: 0,
      },
      ['priority', 'type', 'customer', 'category', 'user'],
    ],
    ['incidents', 'incident', { service_id: 0 }, ['service']],
    ['problems', 'problem', { owner_id: '0', received_by_id: 0 }, ['user', 'user']],
    ['changes', 'change', { incident_id: 0, problem_id: 0 }, ['incident', 'problem']],
    ['releases', 'release', { service_id: 0 }, ['service']],
    ['releases', 'release', { service_id: undefined, priority_id: 0 }, ['priority']],
    ['releases', 'release', { service_id: undefined, type_id: 0 }, ['type']],
    ['links/incidents/331', undefined, { incident_id: 0, release_id: 0 }, ['incident', 'release']],
    ['incidents/331/watches', 'watch', { watched_by: 0 }, ['user']],
    ['incidents/331/comments', 'comment', { note: 'x', user_id: 0 }, ['user']],
    ['changes/981/testers', 'tester', { owned_by: 0 }, ['user']],
    ['releases/1267/review_users', 'review_user', { owned_by: 0 }, ['user']],
    ['customers', 'customer', { last_name: 'x', Company_id: 0 }, ['company']],
    ['config_items', 'config_item', { name: 'x', owner_id: 0, config_type_id: 0 }, ['config type', 'user']],
    [
      'config_items',
      'config_item',
      {
        name: 'x',
        owner_id: 18,
        config_type_id: 313,
        config_relationships: [{ config_relationship_type_id: 0, other_config_item_id: 0 }],
      },
      ['config relationship type', 'config item'],
    ],
    ['time_entries?selected_user_id=0', 'time_entry', { entry: 'x', hours: 1 }, ['user']],
  ])('%s %s %j', async (path, wrapper, fields, nouns) => {
    const isRecord = /^(incident|problem|change|release)s$/.test(path);
    const all = { ...(isRecord && { title: 'x', service_id: 20 }), ...fields };
    expect(await faultsOf('post', path, wrapper ? { [wrapper]: all } : all)).toEqual(
      nouns.map((noun) => `no ${noun} found`),
    );
  });

  test.each([
    ['incidents?selected_user_id=0', 'user'],
    ['incidents?report_id=0', 'report'],
    ['users?service_id=0', 'service'],
    ['time_entries?selected_user_id=0', 'user'],
  ])('GET %s', async (path, noun) => {
    expect((await dan.get(path)).errors).toEqual([`[E400] no ${noun} found`]);
  });
});

test('[lists.7] a limit and a page have no maximum', async () => {
  const all = (await luke.get('incidents?limit=100')).result;
  for (const huge of ['9007199254740993', '99999999999999999999', '9'.repeat(400)]) {
    expect((await luke.get(`incidents?limit=${huge}`)).result, huge).toEqual(all);
    for (const list of ['incidents', 'Companies', 'config_types', 'time_entries']) {
      const { result } = await account.get(`${list}?page=${huge}`);
      expect(result[list === 'config_types' ? 'config_items' : list], list).toEqual([]);
      expect(result.total_entries, list).toBeGreaterThan(0);
    }
    expect((await luke.get(`incidents?page=-${huge}`)).errors).toEqual([
      '[E400] page must be greater than 0',
    ]);
  }
  const { id } = await create();
  for (const closure_code of ['99999999999999999999', 1e30]) {
    expect(await faultsOf('put', `incidents/${id}`, { incident: { closure_code } })).toContain(
      'closure_code is not included in the list',
    );
  }
  expect(await faultsOf('post', 'time_entries', { time_entry: { entry: 'x', hours: 1e21 } })).toEqual([
    'hours must be less than or equal to 24',
  ]);
});

describe('[envelope.6] white space is blank:', () => {
  const blanks = ['', ' ', '\t\r\n', '\u00a0', '\u2003\u3000', '\u0085', '\ufeff'];
  const release_record = { released_to: 'x', released_at: '2010-03-24', reference: 'x', release_status: 1 };
  const mandatory: [path: string, id: number | undefined, wrapper: string, field: string, others: Fields][] =
    [
      ['incidents', 331, 'incident', 'title', { service_id: 20 }],
      ['problems', 13561, 'problem', 'title', { service_id: 20 }],
      ['changes', 13570, 'change', 'title', { service_id: 20 }],
      ['releases', 13581, 'release', 'title', {}],
      ['changes/981/issues', undefined, 'issue', 'title', {}],
      ['releases/1267/release_records', undefined, 'release_record', 'released_to', release_record],
      ['releases/1267/release_records', undefined, 'release_record', 'reference', release_record],
      ['config_items', 100, 'config_item', 'name', { config_type_id: 313, owner_id: 18 }],
      ['time_entries', undefined, 'time_entry', 'entry', { hours: 1 }],
      ['customers', 117, 'customer', 'last_name', {}],
      ['Companies', 5, 'Company', 'name', {}],
    ];
  test.each(mandatory)('%s %s: %s %s', async (path, known, wrapper, field, others) => {
    const made = await dan.post(path, { [wrapper]: { ...others, [field]: 'x' } });
    const id = known ?? made.result[wrapper].id;
    for (const blank of blanks) {
      const fault = [`${field} can't be blank`];
      expect(await faultsOf('post', path, { [wrapper]: { ...others, [field]: blank } }), blank).toEqual(
        fault,
      );
      expect(await faultsOf('put', `${path}/${id}`, { [wrapper]: { [field]: blank } }), blank).toEqual(fault);
      if (blank === '\u0085' || blank === '\ufeff') continue;
      const [name, ...rest] = [wrapper, ...Object.entries({ ...others, [field]: blank })] as const;
      const inner = rest.map(([key, value]) => `<${key}>${value}</${key}>`).join('');
      const xml = await dan.send(`${path}.xml`, { method: 'POST', body: `<${name}>${inner}</${name}>` });
      expect(xml.text, blank).toContain(`<error>[E400] ${field} can&apos;t be blank</error>`);
    }
  });

  test('also where a number, a date or a flag is expected', async () => {
    const { id } = await create({ assigned_user_id: 18, due_date: '2012-01-01', common: true });
    const { result } = await dan.put(`incidents/${id}`, {
      incident: { assigned_user_id: ' ', common: '\u00a0', closed_at: '\t', closure_code: ' ' },
    });
    expect(result.incident).toMatchObject({ assigned_user: null, common: 0, status: 'Open' });
  });
});

describe('[time.3] the pattern of the description accepts the same decimal strings as the provider:', () => {
  const SEED = Number(process.env.SWEEP_SEED ?? 4);
  const NUMBERS = Number(process.env.SWEEP_NUMBERS ?? 400);

  test.each([
    ['HoursInput', 'timeEntries.update', 'hours', "can't be blank"],
    ['EstimateInput', 'changes.update', 'est_hrs', undefined],
  ])(`%s, seed ${SEED}`, { timeout: 600_000 + NUMBERS * 20 }, async (schema, operation, field, blank) => {
    const pick = pickerOf(randomOf(SEED));
    const around = ['', '', '', ' ', '\n', '\u00a0', '\u0085', '_'];
    // A number rounds what has more digits than it keeps, which a pattern cannot say.
    const wholes = [
      '',
      '',
      '0',
      '00',
      '1',
      '9',
      '19',
      '20',
      '23',
      '24',
      '24',
      '024',
      '25',
      '30',
      '240',
      '100',
    ];
    const fractions = ['', '', '', '.', '.0', '.00', '.5', '.01', '.000001', '.10', '.0.5', ',5', 'e1', ' 5'];
    const text = () =>
      pick(around) + pick(['', '', '', '', '-', '+']) + pick(wholes) + pick(fractions) + pick(around);
    const texts = new Set<string>();
    while (texts.size < NUMBERS) texts.add(text());

    const known = documentedCalls().find((call) => call.operation === operation);
    const { path = '', token = '', body } = known ?? {};
    const [wrapper = ''] = Object.keys(body as Fields);
    const patterns = patternsOf(schema);
    const wrong: string[] = [];
    let read = 0;
    for (const sent of texts) {
      const { errors } = await as(token).put(path.slice(1), { [wrapper]: { [field]: sent } });
      const isRead = errors === undefined || (isBlank(sent) && errors.join() === `[E400] ${field} ${blank}`);
      if (patterns.some((pattern) => pattern.test(sent) !== isRead)) wrong.push(`${sent}: ${errors}`);
      read += Number(isRead);
    }
    console.log(`${read} of ${texts.size} texts are read`);
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(NUMBERS / 10);
    expect(read).toBeLessThan(NUMBERS * 0.8);
  });
});

test('[notes.1] a note is accepted under every name of its kind, in the singular and the plural', async () => {
  const parents = {
    incident: 'incidents/331',
    problem: 'problems/13561',
    change: 'changes/981',
    release: 'releases/1267',
    issue: 'changes/981/testers/5/issues/18',
    config_item: 'config_items/100',
  };
  const taken: string[] = [];
  for (const [parent, address] of Object.entries(parents)) {
    for (const { path, kind, wrapper, listed, secondNames = [] } of noteTypes[parent as 'incident']) {
      const names = [path, kind, wrapper, listed, ...secondNames];
      for (const name of new Set([...names, ...names.map((each) => `${each.replace(/s$/, '')}s`)])) {
        const { errors } = await dan.post(`${address}/${path}`, { [name]: { note: `By ${name}.` } });
        expect(errors, `${address}/${path} ${name}`).toBeUndefined();
        taken.push(name);
      }
    }
  }
  expect(taken).toEqual(
    expect.arrayContaining(['review_instructions', 'backout_plans', 'release_components', 'root_causes']),
  );
  // The wrapper's own name wins.
  const both = await dan.post('releases/1267/comments', {
    discussion: { note: 'b' },
    comment: { note: 'a' },
  });
  expect(both.result.comment.note).toBe('a');
});
