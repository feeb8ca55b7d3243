import { describe, expect, test } from 'vitest';
import { BEN, DAN, LUKE, SUPPORT } from '../../demo/demo-ids.ts';
import { WORLD_ACCOUNT } from '../../demo/demo-world.ts';
import { type Mail, mailsOf } from '../../store/outbox.ts';
import { type Agent, startProvider, worldMoment } from '../../test-support/provider.ts';

const { sandbox, dan, luke, account, create, update } = await startProvider();

/** Belongs to the network's service alone. */
const TOMAS = 56;

/** The mail that something causes. */
async function mailsOn(act: () => Promise<unknown>): Promise<Mail[]> {
  const before = await mailsOf(sandbox.store.reading, WORLD_ACCOUNT);
  await act();
  return (await mailsOf(sandbox.store.reading, WORLD_ACCOUNT)).slice(before.length);
}

/** Who gets mail of it. */
async function notifiedOn(act: () => Promise<unknown>): Promise<string[]> {
  return (await mailsOn(act)).map(({ recipient }) => recipient).toSorted();
}

/** Writes into the world what no call does. */
async function operator(change: Parameters<typeof sandbox.store.write<unknown>>[1]): Promise<void> {
  await sandbox.store.write(WORLD_ACCOUNT, change);
}

async function watch(path: string, watcher: object, agent: Agent = dan): Promise<void> {
  expect((await agent.post(`${path}/watches`, { watch: watcher })).errors).toBeUndefined();
}

const closure = { closed_at: '2010-03-24T08:45:00Z', closure_code: 0, closure_comment: 'Gone for good.' };

/** Each type of record, as Dan creates one. */
const types = [
  { path: 'incidents', wrapper: 'incident' },
  { path: 'problems', wrapper: 'problem' },
  { path: 'changes', wrapper: 'change' },
  { path: 'releases', wrapper: 'release' },
] as const;

describe.each(types)('mail of $path', ({ path, wrapper }) => {
  const put = async (id: number, fields: object, agent = dan) => {
    const { result, errors } = await agent.put(`${path}/${id}`, { [wrapper]: fields });
    expect(errors).toBeUndefined();
    return result[wrapper];
  };
  const post = async (fields: object = {}, agent = dan) => {
    const body = { [wrapper]: { title: 'The gate is stuck', service_id: 20, ...fields } };
    const { result, errors } = await agent.post(path, body);
    expect(errors).toBeUndefined();
    return result[wrapper];
  };

  test('[mail.5] a new assignee is notified, on create and on update, and no one else', async () => {
    expect(await notifiedOn(() => post())).toEqual([]);
    const mails = await mailsOn(() => post({ assigned_user_id: LUKE }));
    expect(mails.map(({ recipient }) => recipient)).toEqual(['luke@youdo.example']);
    const { id } = await post();
    expect(await notifiedOn(() => put(id, { assigned_user_id: LUKE }))).toEqual(['luke@youdo.example']);
    expect(await notifiedOn(() => put(id, { assigned_user_id: LUKE, title: 'Another' }))).toEqual([]);
  });

  test('[mail.5] owner and assignee are notified of closing and of re-opening', async () => {
    const { id } = await post({ assigned_user_id: LUKE, owner_id: BEN });
    const both = ['ben@youdo.example', 'luke@youdo.example'];
    const closed = await mailsOn(() => put(id, closure));
    expect(closed.map(({ recipient }) => recipient).toSorted()).toEqual(both);
    for (const { subject } of closed) expect(subject).toBe(`[B#${id}] The gate is stuck`);
    expect(await notifiedOn(() => put(id, { closure_comment: 'Well and truly.' }))).toEqual([]);
    const reopened = await mailsOn(() => put(id, { closed_at: '' }));
    expect(reopened.map(({ recipient }) => recipient).toSorted()).toEqual(both);
    expect(reopened[0]?.subject).toBe(`[B#${id}] The gate is stuck`);
    expect(await notifiedOn(() => post({ ...closure, owner_id: LUKE }))).toEqual(['luke@youdo.example']);
  });

  test('[mail.1] the watchers are notified if a call requests it, for that call, also if it changes nothing', async () => {
    const { id } = await post();
    await watch(`${path}/${id}`, { watched_by: LUKE });
    await watch(`${path}/${id}`, { external_email: 'jim@powershop.example' });
    expect(await notifiedOn(() => put(id, { title: 'No word of it' }))).toEqual([]);
    const before = await put(id, {});
    const notified = ['jim@powershop.example', 'luke@youdo.example'];
    expect(await notifiedOn(() => put(id, { notify_watchlisted: '1' }))).toEqual(notified);
    expect(await notifiedOn(() => put(id, { title: 'Once only' }))).toEqual([]);
    expect(await notifiedOn(() => put(id, { notify_watchlisted: 0 }))).toEqual([]);
    const { title: _, last_active_at, updated_at, last_notified_at, ...rest } = await put(id, {});
    expect(before).toMatchObject(rest);
    expect(before.last_active_at < last_active_at, 'the title moved it').toBe(true);
    if (path === 'problems' || path === 'releases') expect(last_notified_at).not.toBe('');
    else expect(last_notified_at).toBeUndefined();
  });

  test('[mail.11] a record that is sent back whole, and a call that fails, mail nothing', async () => {
    const { id } = await post({ assigned_user_id: LUKE, owner_id: BEN });
    await watch(`${path}/${id}`, { watched_by: LUKE });
    const read = (await dan.get(`${path}/${id}`)).result[wrapper];
    expect(await notifiedOn(() => put(id, read))).toEqual([]);
    const closed = await put(id, closure);
    expect(await notifiedOn(() => put(id, closed))).toEqual([]);
    const refused = { notify_watchlisted: 1, assigned_user_id: DAN, closed_at: '', title: '' };
    const failed = async () => {
      const { errors } = await dan.put(`${path}/${id}`, { [wrapper]: refused });
      expect(errors).toEqual(["[E400] title can't be blank"]);
    };
    expect(await notifiedOn(failed)).toEqual([]);
    expect(await put(id, {})).toEqual(closed);
  });
});

test('[mail.6] users get no mail about what they did; an account-wide token is no user', async () => {
  const { id } = await create({ assigned_user_id: LUKE, owner_id: DAN });
  await watch(`incidents/${id}`, { watched_by: LUKE });
  await watch(`incidents/${id}`, { external_email: 'LUKE@youdo.example' });
  await watch(`incidents/${id}`, { watched_by: SUPPORT });
  const others = ['carl@youdo.example', 'dan@youdo.example'];
  expect(await notifiedOn(() => update(id, { ...closure, notify_watchlisted: 1 }, luke))).toEqual(others);
  expect(await notifiedOn(() => update(id, { closed_at: '' }, account))).toEqual([
    'dan@youdo.example',
    'luke@youdo.example',
  ]);
  expect(await notifiedOn(() => create({}, account))).toEqual(['admin@youdo.example']);
});

test('[mail.3] a person who is notified for several reasons gets one mail', async () => {
  const { id } = await create({ owner_id: LUKE });
  await watch(`incidents/${id}`, { watched_by: LUKE });
  await watch(`incidents/${id}`, { watched_by: SUPPORT });
  await watch(`incidents/${id}`, { external_email: 'Luke@Youdo.example' });
  const fields = { ...closure, assigned_user_id: LUKE, notify_watchlisted: 1 };
  const mails = await mailsOn(() => update(id, fields));
  expect(mails.map(({ recipient }) => recipient)).toEqual(['luke@youdo.example', 'carl@youdo.example']);
  expect(mails[0]?.body).toContain('because it is assigned to you.');
  expect(mails[1]?.body).toContain('because Support Group watches it.');
});

test('[mail.7] a group without an address means its members, one with an address that', async () => {
  const { id } = await create();
  expect(await notifiedOn(() => update(id, { assigned_user_id: SUPPORT }))).toEqual([
    'carl@youdo.example',
    'luke@youdo.example',
  ]);
  await operator((db) =>
    db.updateTable('users').set({ email: 'support@youdo.example' }).where('id', '=', SUPPORT).execute(),
  );
  const again = await create();
  expect(await notifiedOn(() => update(again.id, { assigned_user_id: SUPPORT }))).toEqual([
    'support@youdo.example',
  ]);
  await operator((db) => db.updateTable('users').set({ email: '' }).where('id', '=', LUKE).execute());
  expect(await notifiedOn(() => create({ assigned_user_id: LUKE }))).toEqual([]);
});

describe('[mail.2] the list of watchers', () => {
  test.each(['problem', 'release'])(
    'of a %s has the addresses beside it, and what is none for the operator to see',
    async (wrapper) => {
      const fields = { title: 'The gate is stuck', service_id: 20, notify_watchlisted: 1 };
      const users = 'a@powershop.example, B@powershop.example ,, group, a@powershop.example,"x"<c@d.example>';
      const notified = await notifiedOn(async () => {
        const { result } = await dan.post(`${wrapper}s`, {
          [wrapper]: { ...fields, non_beetil_users: users },
        });
        expect(result[wrapper].last_notified_at).not.toBe('');
      });
      expect(notified).toEqual(['"x"<c@d.example>', 'B@powershop.example', 'a@powershop.example', 'group']);
    },
  );

  test('of a config item is notified of it, with no more than its name outside the account', async () => {
    const put = (fields: object) => dan.put('config_items/100', { config_item: fields });
    await operator((db) => db.deleteFrom('watches').where('parent_type', '=', 'config_item').execute());
    await watch('config_items/100', { watched_by: LUKE });
    await watch('config_items/100', { external_email: 'jim@powershop.example' });
    expect(await notifiedOn(() => put({ description: 'Serial 4711' }))).toEqual([]);
    const [inside, outside] = await mailsOn(() => put({ notify_watchlisted: 1 }));
    expect(inside).toMatchObject({ recipient: 'luke@youdo.example', path: '/config/items/100' });
    expect(inside?.subject).toMatch(/^\[CI#100\] [^:]+$/);
    expect(inside?.body).toContain('Serial 4711');
    expect(outside?.body).not.toContain('Serial 4711');
  });
});

describe('[mail.14] blanks around an address', () => {
  const address = 'moana@powershop.example';
  const blanks = `\u00A0\t ${address}\n\u200B`;

  test('are trimmed on the way in', async () => {
    const { result } = await dan.put('customers/430', { customer: { email: blanks } });
    expect(result.customer.email).toBe(address);
    const company = await dan.post('Companies', { Company: { name: 'Kowhai', email: blanks } });
    expect(company.result.Company.email).toBe(address);
    const { id } = await create();
    const watched = await dan.post(`incidents/${id}/watches`, { watch: { external_email: blanks } });
    expect(watched.result.watch.external_email).toBe(address);
    for (const wrapper of ['problem', 'release']) {
      const fields = { title: 'Gate', service_id: 20, external_email: blanks, non_beetil_users: blanks };
      const posted = (await dan.post(`${wrapper}s`, { [wrapper]: fields })).result[wrapper];
      expect([posted.external_email, posted.non_Service_Desk_users]).toEqual([address, address]);
    }
  });

  test('that an earlier version kept do not keep mail from a customer, a user or a group', async () => {
    await operator((db) =>
      db.updateTable('customers').set({ email: blanks }).where('id', '=', 430).execute(),
    );
    await operator((db) =>
      db.updateTable('users').set({ email: '\u00A0luke@youdo.example ' }).where('id', '=', LUKE).execute(),
    );
    await operator((db) =>
      db.updateTable('users').set({ email: '\tgroup@youdo.example' }).where('id', '=', SUPPORT).execute(),
    );
    expect(
      await notifiedOn(() => create({ assigned_user_id: LUKE, customer_id: 430, notify_customer: 1 })),
    ).toEqual(['luke@youdo.example', address]);
    expect(await notifiedOn(() => create({ assigned_user_id: SUPPORT }))).toEqual(['group@youdo.example']);
  });

  test('an address that is none is kept as sent, and goes to the outbox for the operator to see', async () => {
    const { result } = await dan.put('customers/430', { customer: { email: 'ask at the desk' } });
    expect(result.customer.email).toBe('ask at the desk');
    expect(await notifiedOn(() => create({ customer_id: 430, notify_customer: 1 }))).toEqual([
      'ask at the desk',
    ]);
  });
});

test('[mail.2] who watches without access to the service gets no mail', async () => {
  const { id } = await create();
  await watch(`incidents/${id}`, { watched_by: TOMAS });
  await watch(`incidents/${id}`, { watched_by: LUKE });
  expect(await notifiedOn(() => update(id, { notify_watchlisted: 1 }))).toEqual(['luke@youdo.example']);
});

describe('[mail.4] a customer', () => {
  test.each(['incident', 'problem'])(
    'of %ss is notified if a call requests it and there is an address',
    async (wrapper) => {
      const fields = { title: 'The gate is stuck', service_id: 20, notify_customer: '1' };
      const post = (more: object) => dan.post(`${wrapper}s`, { [wrapper]: { ...fields, ...more } });
      expect(await notifiedOn(() => post({ customer_id: 430 }))).toEqual(['moana.parata@powershop.example']);
      expect(await notifiedOn(() => post({ customer_id: 430, notify_customer: 0 }))).toEqual([]);
      await operator((db) => db.updateTable('customers').set({ email: '' }).where('id', '=', 430).execute());
      expect(await notifiedOn(() => post({ customer_id: 430 })), 'no address').toEqual([]);
      expect(await notifiedOn(() => post({}))).toEqual([]);
    },
  );
});

describe('[mail.10] what a mail holds', () => {
  const SECRETS = ['The customer is rude', 'Rebooted the gateway', 'It burns', 'Luke', 'Dan', 'Service Desk'];

  async function mailsAbout(fields: object, outsider: object): Promise<(Mail | undefined)[]> {
    const { id } = await create({ symptom: 'It burns', customer_id: 430, ...fields });
    await dan.post(`incidents/${id}/resolutions`, { resolution: { note: 'Tried turning it off' } });
    await dan.post(`incidents/${id}/resolutions`, { resolution: { note: 'Put it out with water' } });
    await dan.post(`incidents/${id}/comments`, { comment: { note: 'Rebooted the gateway' } });
    await dan.post(`incidents/${id}/comments`, { comment: { note: 'The customer is rude' } });
    await watch(`incidents/${id}`, { watched_by: LUKE });
    if (Object.keys(outsider).length > 0) await watch(`incidents/${id}`, outsider);
    const mails = await mailsOn(() =>
      update(id, { ...closure, due_date: '2010-03-26T10:30:00Z', notify_watchlisted: 1, notify_customer: 1 }),
    );
    expect(mails).toHaveLength(3);
    return ['moana.parata@powershop.example', 'luke@youdo.example']
      .map((address) => mails.find(({ recipient }) => recipient === address))
      .concat(mails.find(({ recipient }) => !/moana|luke/.test(recipient)));
  }

  test('for a customer, an address outside and who does not belong to the service: what a customer may know', async () => {
    for (const owner of [{}, { owner_id: TOMAS }]) {
      const outsider = 'owner_id' in owner ? {} : { external_email: 'jim@powershop.example' };
      const fields = { title: 'Smoke in the hall', ...owner };
      const [customer, colleague, other] = await mailsAbout(fields, outsider);
      const id = /B#(\d+)/.exec(customer?.subject ?? '')?.[1];
      for (const mail of [customer, other]) {
        expect(mail).toMatchObject({ subject: `[B#${id}] Smoke in the hall`, path: '' });
        expect(mail?.body.replace(/\n\nYou get this because .*$/, '')).toBe(
          [
            `Incident B#${id} was closed.`,
            'Smoke in the hall',
            `Number: B#${id}\nState:  Closed\nDue:    26 Mar 2010, 10:30 (UTC)`,
            'Resolution:\nPut it out with water',
            'Closed with the comment:\nGone for good.',
          ].join('\n\n'),
        );
        for (const secret of SECRETS) expect(mail?.body).not.toContain(secret);
      }
      expect(customer?.body).toMatch(/\n\nYou get this because it was logged for you\.$/);
      expect(colleague?.path).toBe(`/incidents/${id}`);
      for (const fact of [
        'Assigned to: Dan Lee',
        'Service Desk',
        'Comment by Dan Lee:\nThe customer is rude',
      ]) {
        expect(colleague?.body).toContain(fact);
      }
    }
  });

  test('symptoms are for customers when the record is', async () => {
    const [customer] = await mailsAbout(
      { customer_viewable: 1 },
      { external_email: 'jim@powershop.example' },
    );
    expect(customer?.body).toContain('Symptom:\nIt burns');
    expect(customer?.body).not.toContain('The customer is rude');
  });

  test('a customer who watches as well gets the customer’s', async () => {
    await operator((db) =>
      db.updateTable('customers').set({ email: 'luke@youdo.example' }).where('id', '=', 430).execute(),
    );
    const { id } = await create({ customer_id: 430 });
    await watch(`incidents/${id}`, { watched_by: LUKE });
    const mails = await mailsOn(() => update(id, { notify_watchlisted: 1, notify_customer: 1 }));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body).not.toContain('Owner');
  });
});

describe('[mail.8] last_notified_at', () => {
  test('is when watchers were last mailed, and moves with nothing else', async () => {
    const { result } = await dan.post('problems', { problem: { title: 'A leak', service_id: 20 } });
    const { id } = result.problem;
    const put = async (fields: object) =>
      (await dan.put(`problems/${id}`, { problem: fields })).result.problem;
    expect((await put({ notify_watchlisted: 1 })).last_notified_at, 'no watchers').toBe('');
    expect((await put({ assigned_user_id: LUKE })).last_notified_at, 'that was no watcher').toBe('');
    await watch(`problems/${id}`, { watched_by: LUKE });
    const before = await put({});
    const after = await put({ notify_watchlisted: 1 });
    expect(after).toEqual({ ...before, last_notified_at: worldMoment(6) });
    expect(await put({ title: 'Another leak' })).toMatchObject({ last_notified_at: worldMoment(6) });
  });

  test('of a release may also be written; its watchers’ mail comes after that', async () => {
    await watch('releases/13580', { watched_by: LUKE });
    const put = async (fields: object) =>
      (await dan.put('releases/13580', { release: fields })).result.release.last_notified_at;
    expect(await put({ last_notified_at: '2010-01-02' })).toBe('2010-01-02T00:00:00Z');
    const both = { last_notified_at: '2010-01-03', notify_watchlisted: 1 };
    expect(await put(both)).toBe(worldMoment(3));
    expect(await put({ last_notified_at: '' })).toBe('');
  });
});

test('[mail.9] external_email is kept and not mailed', async () => {
  for (const wrapper of ['problem', 'release']) {
    const fields = { title: 'A leak', service_id: 20, external_email: 'jim@powershop.example' };
    const notified = await notifiedOn(async () => {
      const { result } = await dan.post(`${wrapper}s`, {
        [wrapper]: { ...fields, notify_watchlisted: 1, notify_customer: 1 },
      });
      expect(result[wrapper]).toMatchObject({
        external_email: 'jim@powershop.example',
        last_notified_at: '',
      });
    });
    expect(notified).toEqual([]);
  }
});

describe('[mail.12] the text', () => {
  test('has the number by which time entries name the record, and no line that another person has put in', async () => {
    const title = 'Über\r\nBcc: all@youdo.example\r\n\r\nState: Closed 🚒\u2028x';
    const [mail] = await mailsOn(() => create({ title, assigned_user_id: LUKE }));
    const id = /^\/incidents\/(\d+)$/.exec(mail?.path ?? '')?.[1];
    const flat = 'Über Bcc: all@youdo.example State: Closed 🚒 x';
    expect(mail?.subject).toBe(`[B#${id}] ${flat}`);
    expect(mail?.body.split('\n').slice(0, 4)).toEqual([`Incident B#${id} is new.`, '', flat, '']);
    const entry = { entry: `B#${id}`, hours: 1 };
    expect((await dan.post('time_entries', { time_entry: entry })).result.time_entry.incident_id).toBe(
      Number(id),
    );
  });

  test('is cut where a note is long', async () => {
    const symptom = `${'🔥'.repeat(5000)}end`;
    const [mail] = await mailsOn(() => create({ symptom, assigned_user_id: LUKE }));
    expect(mail?.body).toContain('🔥 …');
    expect(mail?.body).not.toContain('end');
    expect(mail?.body.isWellFormed()).toBe(true);
  });
});
