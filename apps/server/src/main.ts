import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import closeWithGrace from 'close-with-grace';
import { createApp } from './app.ts';
import { DEMO_TOKENS, SPENT_TOKEN, seedWorld, WORLD_ACCOUNT, WORLD_NOW } from './demo/world.ts';
import { isLoopback, readSettings, type Settings } from './settings.ts';
import { openStore, type Store, withoutUser } from './store/store.ts';

const DAY = 24 * 60 * 60;

/** Puts the demo world into a database without accounts, moved by whole days so that it happened lately. */
async function seedOnce(store: Store): Promise<void> {
  if (await hasAccounts(store)) return;
  const days = Math.floor((Date.now() - Date.parse(WORLD_NOW)) / 1000 / DAY);
  try {
    await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: days * DAY }));
  } catch (error) {
    // Another process that shares the database may have been quicker.
    if (!(await hasAccounts(store))) throw error;
  }
}

async function hasAccounts(store: Store): Promise<boolean> {
  const known = await store.reading.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
  return known !== undefined;
}

/** The database file of a folder, which is made when it is not there. */
function databaseFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  return path.join(dataDir, 'service-desk.db');
}

function announce({ site, docs, dataDir, databaseUrl }: Settings, url: string, demo: boolean): void {
  const rows = [
    ...(site ? [['desk', `${url}/`]] : []),
    ...(docs ? [['docs', `${url}/docs/`]] : []),
    ['API', `${url}/v1`],
    ['data', databaseUrl ? withoutUser(databaseUrl) : dataDir],
    [
      'tokens',
      demo ? DEMO_TOKENS.join('  ') : 'the demo tokens are refused, because others can reach this address',
    ],
  ];
  const lines = rows.map(([name, value]) => `  ${name?.padEnd(7)} ${value}`);
  process.stdout.write(`\nService Desk v1 is ready.\n\n${lines.join('\n')}\n\n`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2));
  const store = await openStore(settings.databaseUrl ?? databaseFile(settings.dataDir));
  const demo = isLoopback(settings.host);
  if (demo) await seedOnce(store);
  const { site, docs } = settings;
  const app = await createApp({
    store,
    rateLimit: settings.rateLimit,
    refusedTokens: demo ? [] : [...DEMO_TOKENS, SPENT_TOKEN],
    logger: { level: 'warn' },
    ...(site && { site }),
    ...(docs && { docs }),
  });
  closeWithGrace({ delay: 10_000 }, async ({ err }) => {
    if (err) process.stderr.write(`${err.stack}\n`);
    await app.close();
    await store.close();
  });
  await app.listen({ host: settings.host, port: settings.port });
  const { port } = app.server.address() as AddressInfo;
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  announce(settings, `http://${host}:${port}`, demo);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
