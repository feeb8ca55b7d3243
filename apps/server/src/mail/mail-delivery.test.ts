import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type MailServer, smtpRefusal, startMailServer } from '@service-desk/test-kit/mail-server';
import { CompiledQuery, sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mailboxIn } from '../mail-addresses.ts';
import {
  accountsWithDueMail,
  claimMails,
  type Mail,
  mailsOf,
  type NewMail,
  putMails,
  retryFailedMails,
} from '../store/outbox.ts';
import { type Db, openStore, type Store } from '../store/store.ts';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { recordStatements } from '../test-support/statements.ts';
import { type Delivery, type DeliveryOptions, type MailOutcome, startDelivery } from './mail-delivery.ts';
import { fileTransport, smtpTransport, type Transport } from './transport.ts';

const ACCOUNTS = [1, 2];

let folder: string;
let database: TestDatabase | undefined;
let location: string;
let store: Store;
let server: MailServer;
let running: Delivery[];
let opened: Store[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-mail-'));
  database = await newDatabase();
  location = database?.url ?? path.join(folder, 'service-desk.db');
  running = [];
  opened = [];
  store = await open();
  server = await startMailServer();
  for (const id of ACCOUNTS) {
    const account = { id, name: 'Youdo', owner_id: 1, time_zone: 'UTC' };
    await store.write(id, (db) => db.insertInto('accounts').values(account).execute());
  }
});
afterEach(async () => {
  await Promise.all(running.map((delivery) => delivery.stop()));
  await server.close();
  await Promise.all(opened.map((one) => one.close()));
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Store> {
  const one = await openStore(location);
  opened.push(one);
  return one;
}

const quiet = { warn: vi.fn(), error: vi.fn() };

/** Starts a delivery with short delays. */
function deliver(options: Partial<DeliveryOptions> = {}) {
  const usual = { store, log: quiet, from: 'Desk <desk@youdo.example>', poll: 20, delay: () => 0 };
  const transport = options.transport ?? smtpTransport(server.url, 3);
  const counts = { sent: 0, delayed: 0, failed: 0 };
  const count = (outcome: MailOutcome) => {
    counts[outcome] += 1;
  };
  const delivery = startDelivery({ ...usual, parallel: 3, count, ...options, transport });
  running.push(delivery);
  return Object.assign(delivery, { counts });
}

function mailTo(recipient: string, more: Partial<NewMail> = {}): NewMail {
  return { recipient, recipient_name: '', subject: 'Hello', body: 'There.', path: '', ...more };
}

async function put(account: number, ...mails: NewMail[]): Promise<void> {
  await store.write(account, (db) => putMails(db, account, mails, 1_269_421_200));
}

const outbox = async () => (await Promise.all(ACCOUNTS.map((id) => mailsOf(store.reading, id)))).flat();
const until = <Result>(check: () => Result | Promise<Result>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });
const empty = () => until(async () => expect(await outbox()).toEqual([]));

test('the mail of all accounts is sent, also earlier mail', async () => {
  await put(1, mailTo('a@x.example'), mailTo('b@x.example'));
  const delivery = deliver({ poll: 60_000 });
  await empty();
  await put(2, ...Array.from({ length: 10 }, (_, index) => mailTo(`${index}@x.example`)));
  delivery.wake(2);
  await empty();
  expect(server.taken).toHaveLength(12);
  expect(new Set(server.taken.map(({ messageId }) => messageId)).size).toBe(12);
  expect(delivery.counts).toEqual({ sent: 12, delayed: 0, failed: 0 });
});

test('a change that is rolled back sends no mail', async () => {
  deliver();
  const undone = store.write(1, async (db) => {
    await putMails(db, 1, [mailTo('a@x.example')], 0);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await put(1, mailTo('b@x.example'));
  await empty();
  expect(server.taken.map(({ to }) => to)).toEqual(['b@x.example']);
});

test('[mail.13] a temporarily refused mail is retried with the same Message-ID', async () => {
  const offered: string[] = [];
  server.manners.content = (content) => {
    offered.push(/^Message-ID: (.*)$/im.exec(content)?.[1] ?? '');
    return offered.length < 3 ? smtpRefusal(451, 'Come back later') : undefined;
  };
  await put(1, mailTo('a@x.example'));
  const delivery = deliver();
  await empty();
  expect(offered).toHaveLength(3);
  expect(new Set(offered).size).toBe(1);
  expect(server.taken).toHaveLength(1);
  expect(delivery.counts).toEqual({ sent: 1, delayed: 2, failed: 0 });
});

test('[mail.13] a permanently refused mail fails, is logged, and does not delay others', async () => {
  const log = { warn: vi.fn(), error: vi.fn() };
  server.manners.recipient = (address) =>
    address.startsWith('gone') ? smtpRefusal(550, 'No such user') : undefined;
  await put(1, mailTo('gone@x.example'), mailTo('a@x.example'));
  deliver({ log });
  const failed = await until(async () => {
    const mails = await outbox();
    expect(mails).toMatchObject([
      { recipient: 'gone@x.example', attempts: 1, failed_at: expect.any(Number) },
    ]);
    return mails;
  });
  expect(failed[0]?.error).toContain('No such user');
  expect(log.error).toHaveBeenCalledOnce();
  expect(server.taken).toHaveLength(1);
  server.manners = {};
  expect(await store.write(1, (db) => retryFailedMails(db, 1))).toBe(1);
  await empty();
  expect(server.taken.map(({ to }) => to)).toEqual(['a@x.example', 'gone@x.example']);
});

test('[mail.14] a mail with an invalid address fails at once, is logged, and is not sent', async () => {
  const log = { warn: vi.fn(), error: vi.fn() };
  await put(1, mailTo('ask at the desk'), mailTo('a@x.example'));
  const delivery = deliver({ log });
  await until(() => expect(delivery.counts).toEqual({ sent: 1, delayed: 0, failed: 1 }));
  await until(async () =>
    expect(await outbox()).toMatchObject([
      { attempts: 1, error: '"ask at the desk" is not a valid e-mail address' },
    ]),
  );
  expect(log.error).toHaveBeenCalledOnce();
  expect(server.taken.map(({ to }) => to)).toEqual(['a@x.example']);
});

test('a mail fails after the maximum number of attempts', async () => {
  server.manners.recipient = () => smtpRefusal(450, 'Mailbox busy');
  await put(1, mailTo('a@x.example'));
  const delivery = deliver({ attempts: 4 });
  await until(async () => expect((await outbox())[0]?.failed_at).not.toBeNull());
  expect(await outbox()).toMatchObject([{ attempts: 4, error: expect.stringContaining('Mailbox busy') }]);
  expect(delivery.counts).toEqual({ sent: 0, delayed: 3, failed: 1 });
});

test('mail is sent after an outage of the mail server', async () => {
  const port = Number(new URL(server.url).port);
  await server.close();
  await put(1, mailTo('a@x.example'), mailTo('b@x.example'));
  const log = { warn: vi.fn(), error: vi.fn() };
  deliver({ log, transport: smtpTransport(`smtp://127.0.0.1:${port}`, 3) });
  await until(() => expect(log.warn).toHaveBeenCalled());
  expect(await outbox()).toHaveLength(2);
  server = await startMailServer(port);
  await empty();
  expect(server.taken.map(({ to }) => to).toSorted()).toEqual(['a@x.example', 'b@x.example']);
  expect(log.error).not.toHaveBeenCalled();
});

test('several processes on one database send each mail once', async () => {
  const other = database ? await open() : store;
  const recipients = Array.from({ length: 60 }, (_, index) => `${index}@x.example`);
  const deliveries = [deliver({ poll: 5 }), deliver({ poll: 5, store: other })];
  for (const some of [recipients.slice(0, 30), recipients.slice(30)]) {
    await put(1, ...some.map((address) => mailTo(address)));
    await put(2, ...some.map((address) => mailTo(`other-${address}`)));
    for (const delivery of deliveries) ACCOUNTS.forEach(delivery.wake);
  }
  await empty();
  const expected = recipients.flatMap((address) => [address, `other-${address}`]).toSorted();
  expect(server.taken.map(({ to }) => to).toSorted()).toEqual(expected);
});

test('the mail of a process that died is sent by another after the lease', async () => {
  await put(1, mailTo('a@x.example'));
  let now = 1000;
  let offered = 0;
  const dying: Transport = {
    // It claims the mail and dies.
    send: () => {
      offered += 1;
      return new Promise(() => undefined);
    },
    close: () => undefined,
  };
  startDelivery({
    store,
    log: quiet,
    from: 'a@y.example',
    poll: 5,
    lease: 60,
    parallel: 1,
    clock: () => now,
    transport: dying,
  });
  await until(() => expect(offered).toBe(1));
  deliver({ clock: () => now, lease: 60, poll: 5 });
  now += 59;
  await put(1, mailTo('b@x.example'));
  await until(async () => expect(await outbox()).toMatchObject([{ recipient: 'a@x.example', attempts: 1 }]));
  expect(server.taken.map(({ to }) => to)).toEqual(['b@x.example']);
  now += 1;
  await empty();
  expect(server.taken.map(({ to }) => to)).toEqual(['b@x.example', 'a@x.example']);
});

test('stopping finishes pending attempts and starts no more', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.manners.before = () => held;
  await put(1, ...['a', 'b', 'c', 'd'].map((name) => mailTo(`${name}@x.example`)));
  const delivery = deliver({ parallel: 2 });
  await until(async () => expect((await outbox()).map(({ attempts }) => attempts)).toEqual([1, 1, 0, 0]));
  const stopped = delivery.stop();
  release();
  await stopped;
  expect(server.taken.map(({ to }) => to).toSorted()).toEqual(['a@x.example', 'b@x.example']);
  expect((await outbox()).map(({ recipient }) => recipient)).toEqual(['c@x.example', 'd@x.example']);
});

test('an empty outbox is only polled', async () => {
  const writes = vi.spyOn(store, 'write');
  deliver({ poll: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(writes).not.toHaveBeenCalled();
});

test('[mail.12] a mail is plain text with its link, and its content cannot inject headers', async () => {
  await put(
    1,
    mailTo('luke@x.example', {
      recipient_name: 'Luke "L"\r\nBcc: all@x.example',
      subject: '[B#13543] New: Über\r\nBcc: all@x.example 🚒',
      body: 'Größe: 5 µm\n.\n\nEnd of the first part.',
      path: '/incidents/13543',
    }),
  );
  deliver({ deskUrl: 'https://desk.example/help/' });
  await empty();
  expect(server.taken).toHaveLength(1);
  const [{ from, to, content } = { from: '', to: '', content: '' }] = server.taken;
  expect([from, to]).toEqual(['desk@youdo.example', 'luke@x.example']);
  const [head = '', ...body] = content.split('\r\n\r\n');
  const names = head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
  expect(names.toSorted()).toEqual(
    [
      'Auto-Submitted',
      'Content-Transfer-Encoding',
      'Content-Type',
      'Date',
      'From',
      'In-Reply-To',
      'MIME-Version',
      'Message-ID',
      'References',
      'Subject',
      'To',
      'X-Auto-Response-Suppress',
    ].toSorted(),
  );
  expect(head).toContain('Date: Wed, 24 Mar 2010 09:00:00 +0000');
  expect(head).toContain('Content-Type: text/plain; charset=utf-8');
  const text = unquoted(body.join('\r\n\r\n'));
  expect(text).toContain('Größe: 5 µm\r\n.\r\n\r\nEnd of the first part.');
  expect(text).toContain('\r\n\r\nhttps://desk.example/help/incidents/13543\r\n');
  expect(decoded(head)).toContain('Subject: [B#13543] New: Über Bcc: all@x.example 🚒');
});

test('[mail.15] the mail of a record is one thread for all recipients, also after a change of title', async () => {
  await put(
    1,
    mailTo('a@x.example', { subject: '[B#7] A leak' }),
    mailTo('b@x.example', { subject: '[B#7] A bad leak' }),
    mailTo('a@x.example', { subject: '[B#8] Smoke' }),
  );
  await put(2, mailTo('a@x.example', { subject: '[B#7] Another account' }));
  deliver({ from: '"Kōwhai, Ltd" <desk@kōwhai.example>' });
  await empty();
  const threads = server.taken.map(({ content }) => {
    const head = content.slice(0, content.indexOf('\r\n\r\n'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: headers are ASCII
    expect(head).toMatch(/^[\x00-\x7f]*$/);
    expect(head).toMatch(/^Message-ID: <[\w-]+@xn--kwhai-g9a\.example>\r$/m);
    expect(decoded(head)).toMatch(/^From: "?Kōwhai, Ltd"? <desk@xn--kwhai-g9a\.example>/m);
    const thread = /^References: (.*)$/m.exec(head)?.[1];
    expect(/^In-Reply-To: (.*)$/m.exec(head)?.[1]).toBe(thread);
    return thread;
  });
  const domain = 'xn--kwhai-g9a.example';
  const expected = ['<B-7.1@', '<B-7.1@', '<B-7.2@', '<B-8.1@'].map((id) => `${id}${domain}>`);
  expect(threads.toSorted()).toEqual(expected);
});

test('the sender may have a quoted name and must be a single address', () => {
  expect(mailboxIn('"Kowhai, Ltd" <d@x.example>')).toEqual({ name: 'Kowhai, Ltd', address: 'd@x.example' });
  expect(mailboxIn('d@x.example')).toEqual({ name: '', address: 'd@x.example' });
  for (const none of ['', 'Desk', 'a@x.example, b@x.example', 'G: d@x.example;']) {
    expect(mailboxIn(none), none).toBeUndefined();
  }
  expect(mailboxIn('Desk\r\nBcc: a@x.example <d@x.example>')).toBeUndefined();
});

/** Headers with decoded words. */
function decoded(head: string): string {
  const unfolded = head.replaceAll('\r\n ', ' ').replaceAll(/\?=\s+=\?/g, '?==?');
  return unfolded.replaceAll(/=\?UTF-8\?([BQ])\?(.*?)\?=/gi, (_, kind: string, text: string) =>
    kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : unquoted(text.replaceAll('_', ' ')),
  );
}

/** Decodes quoted-printable. */
function unquoted(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

test('without a mail server each mail is written to a file, which is complete when it appears', async () => {
  const mails = path.join(folder, 'data', 'mail');
  await put(1, mailTo('luke@x.example', { subject: 'Über', recipient_name: 'Luke' }), mailTo('b@x.example'));
  const [first] = (await outbox()) as [Mail];
  deliver({ transport: fileTransport(mails) });
  await empty();
  expect(readdirSync(mails)).toHaveLength(2);
  const content = readFileSync(path.join(mails, `2010-03-24-${first.message_key}.eml`), 'utf8');
  expect(content).toMatch(/^To: Luke <luke@x\.example>$/m);
  expect(content).toContain(`Message-ID: <${first.message_key}@youdo.example>`);
});

test('mail waits while its folder cannot be written', async () => {
  const log = { warn: vi.fn(), error: vi.fn() };
  await put(1, mailTo('a@x.example'));
  deliver({ log, transport: fileTransport('/dev/null/mail') });
  await until(() => expect(log.warn).toHaveBeenCalled());
  expect(await outbox()).toMatchObject([
    { failed_at: null, error: expect.stringContaining('/dev/null/mail') },
  ]);
});

test('[mail.13] a mail that a fast clock has postponed is sent after the clock is corrected', async () => {
  await put(1, mailTo('a@x.example'));
  const ahead = Math.floor(Date.now() / 1000) + 2 * 365 * 24 * 3600;
  await store.write(1, (db) => db.updateTable('mails').set({ due_at: ahead, attempts: 1 }).execute());
  deliver();
  await empty();
  expect(server.taken.map(({ to }) => to)).toEqual(['a@x.example']);
});

test('polling does not depend on the system time', async () => {
  const looks = vi.spyOn(Date, 'now');
  const ahead = Date.now() + 400 * 24 * 3600 * 1000;
  looks.mockReturnValue(ahead);
  deliver({ poll: 50 });
  await until(() => expect(looks.mock.calls.length).toBeGreaterThan(2));
  looks.mockRestore();
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  await put(1, mailTo('b@x.example'));
  await empty();
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

/** The statements that a function sends to the database, with their values on Postgres. */
async function statementsOf(work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }[]> {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  const { recorded, stop } = recordStatements();
  await work();
  stop();
  const texts = prepare.mock.calls.map(([text]) => ({ text, values: [] }));
  prepare.mockRestore();
  return database ? recorded.map(({ text, values }) => ({ text, values: [...values] })) : texts;
}

test('due mails are found by an index', async () => {
  const now = 1_300_000_000;
  const filling = sql`
    insert into mails (account_id, id, message_key, recipient, subject, body, created_at, due_at)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 20000)
    select 1, n, 'key', 'a@x.example', 'Hello', 'There.', ${sql.lit(now)}, ${sql.lit(now)} + 100 + n % 1000 from numbers
  `;
  await store.write(1, async (db) => {
    await filling.execute(db);
    await sql`analyze`.execute(db);
  });
  const late = now + 2 * 365 * 24 * 3600;
  await store.write(1, (db) =>
    db
      .updateTable('mails')
      .set(({ eb }) => ({ due_at: eb.case('id').when(7).then(late).else(0).end() }))
      .where('id', 'in', [7, 8])
      .execute(),
  );
  const claimed: Mail[] = [];
  const statements = await statementsOf(async () => {
    expect(await accountsWithDueMail(store.reading, now)).toEqual([1]);
    claimed.push(...(await store.write(1, (db) => claimMails(db, 1, { now, until: now + 60, limit: 5 }))));
    expect(await accountsWithDueMail(store.reading, now)).toEqual([]);
  });
  expect(claimed.map(({ id }) => id)).toEqual([8, 7]);
  const finding = statements.filter(({ text }) => /^select .*mails.*due_at/.test(text.replaceAll('"', '')));
  expect(new Set(finding.map(({ text }) => text)).size).toBe(2);
  for (const { text, values } of finding) {
    const explain = database ? 'explain (costs off)' : 'explain query plan';
    const { rows } = await (store.reading as Db).executeQuery(
      CompiledQuery.raw(`${explain} ${text}`, values),
    );
    const plan = rows.map((row) => Object.values(row as object).at(-1)).join('\n');
    expect(plan).toContain('mails_waiting');
    expect(plan).not.toMatch(/Seq Scan on mails|SCAN mails|Sort|B-TREE/);
    // A range of an account's mails, or its first and last.
    if (!text.includes('accounts'))
      expect(plan).toMatch(/account_id ?= ?\S+ AND \(?due_at ?> ?\S+ AND \(?due_at ?<=? ?/);
  }
});
