import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hashOf, isToken, newToken, TOKEN_PATTERN } from '../../store/tokens.ts';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, refused, call, store } = await startOperator();

const { token: first } = await run(
  'account',
  'create',
  'Kowhai',
  '--first-name',
  'Aroha',
  '--last-name',
  'Ngata',
);

/** The pattern of tokens in the repository's configuration of a secret scanner. */
const scannerPattern = new RegExp(
  /regex = '''(.+)'''/.exec(
    readFileSync(path.join(import.meta.dirname, '../../../../../.gitleaks.toml'), 'utf8'),
  )?.[1] ?? 'none',
);

test('[callers.7] a token is shown once, stored as a hash, and recognizable by its format', async () => {
  const made = await run('token', 'create', '--user', 'Aroha Ngata', '--name', 'laptop');
  expect(made).toMatchObject({ name: 'laptop', user: 'Aroha Ngata', hourly_limit: null, expires_at: '' });
  expect(isToken(made.token)).toBe(true);
  const stored = await store.reading.selectFrom('tokens').selectAll().execute();
  expect(JSON.stringify(stored)).not.toContain(made.token);
  expect(stored.map(({ hash }) => hash)).toContain(hashOf(made.token));
  const listed = await run('token', 'list');
  expect(listed.map(({ id, name }: { id: string; name: string }) => [id, name])).toContainEqual([
    made.id,
    'laptop',
  ]);
  expect(await print('token', 'list')).not.toContain('sdv1_');
});

test('[callers.7] secret scanners find tokens, and the checksum excludes false positives', () => {
  expect(scannerPattern.source).toBe(TOKEN_PATTERN);
  const tokens = Array.from({ length: 200 }, newToken);
  expect(new Set(tokens).size).toBe(200);
  for (const token of tokens) {
    expect(scannerPattern.exec(`password: ${token}\n`)?.[0]).toBe(token);
    expect(isToken(token)).toBe(true);
    const other = token.at(12) === 'a' ? 'b' : 'a';
    expect(isToken(token.slice(0, 12) + other + token.slice(13))).toBe(false);
  }
  expect(isToken('demo-dan')).toBe(false);
});

test('revoking takes effect with the next request, by id, name or the token itself', async () => {
  const [a, b, c] = [
    await run('token', 'create', '--account-wide', '--name', 'sync'),
    await run('token', 'create', '--user', '1', '--name', 'old phone'),
    await run('token', 'create', '--user', '1'),
  ];
  const statuses = async () =>
    (await Promise.all([a, b, c].map(({ token }) => call(token, 'users')))).map(({ status }) => status);
  expect(await statuses()).toEqual([200, 200, 200]);
  await run('token', 'revoke', 'SYNC');
  expect(await statuses()).toEqual([401, 200, 200]);
  await run('token', 'revoke', b.id.slice(0, 8));
  expect(await statuses()).toEqual([401, 401, 200]);
  await run('token', 'revoke', c.token);
  expect(await statuses()).toEqual([401, 401, 401]);
  const again = await refused('token', 'revoke', c.token);
  expect(again).toBe('no token found: give its id, its name or the token itself');
});

test('the rate limit and expiry of a token can be set and cleared', async () => {
  const { id, token } = await run(
    'token',
    'create',
    '--user',
    '1',
    '--limit',
    '2',
    '--expires',
    '2999-12-31',
  );
  expect((await run('token', 'list')).find((each: { id: string }) => each.id === id)).toMatchObject({
    hourly_limit: 2,
    expires_at: '2999-12-31T00:00:00Z',
  });
  const statuses = [await call(token, 'users'), await call(token, 'users'), await call(token, 'users')];
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(
    await run('token', 'set', id, '--limit', 'none', '--expires', 'none', '--name', 'free'),
  ).toMatchObject({
    name: 'free',
    hourly_limit: null,
    expires_at: '',
  });
  expect((await call(token, 'users')).status).toBe(200);
  expect(await refused('token', 'set', id)).toBe('nothing to change: set --name, --limit or --expires');
  expect(await refused('token', 'set', id, '--expires', '1999-01-01')).toBe('expires must be in the future');
  expect(await refused('token', 'set', id, '--expires', 'soon')).toBe('expires is not a date');
});

test('[callers.7] an expired token is refused', async () => {
  const { token } = await run('token', 'create', '--user', '1', '--expires', '2999-12-31');
  await store.write(1, (db) =>
    db.updateTable('tokens').set({ expires_at: 1 }).where('hash', '=', hashOf(token)).execute(),
  );
  expect(await call(token, 'users')).toMatchObject({ status: 401, errors: ['[E906] Invalid verifier'] });
  expect((await call(first, 'users')).status).toBe(200);
});

test('a token needs a user or --account-wide', async () => {
  await run('group', 'create', 'Line');
  expect(await refused('token', 'create')).toContain('a token needs --user or --account-wide');
  expect(await refused('token', 'create', '--user', 'Line')).toBe('no user found: Line');
  expect(await refused('token', 'create', '--user', '1', '--account-wide')).toContain('cannot be used with');
  expect(await refused('token', 'create', '--user', '1', '--limit', 'many')).toContain(
    'It must be a whole number of at least 0.',
  );
});
