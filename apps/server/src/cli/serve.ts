import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import type { Command } from 'commander';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, SPENT_TOKEN, seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/world.ts';
import { SettingsError } from '../settings/read.ts';
import { type SettingName, type Settings, settingTable } from '../settings/table.ts';
import type { Store } from '../store/store.ts';
import { databaseName, openDatabase } from './database.ts';
import { addSettingFlags, settingsOf } from './options.ts';

const NAMES = Object.keys(settingTable) as SettingName[];
const DAY = 24 * 60 * 60;
/** Milliseconds that requests under way have when it is told to end. */
const GRACE = 10_000;

/** `service-desk serve`: the provider itself. */
export function addServe(program: Command): void {
  const command = program.command('serve').description('Serves the API, and the pages that it is given.');
  addSettingFlags(command, NAMES).action(() => serve(settingsOf(command, NAMES)));
}

async function serve(settings: Settings): Promise<void> {
  const { demo, host, port, site, docs } = settings;
  if (demo && !isLoopback(host)) {
    throw new SettingsError([
      `demo needs a host that only this machine reaches, not ${host}: everybody knows the tokens of the demo world`,
    ]);
  }
  const store = await openDatabase(settings);
  try {
    if (demo) await seedOnce(store);
    const app = await createApp({
      store,
      rateLimit: settings.rateLimit ?? null,
      refusedTokens: demo ? [] : [...DEMO_TOKENS, SPENT_TOKEN],
      logger: { level: 'warn' },
      ...(site && { site }),
      ...(docs && { docs }),
    });
    await app.listen({ host, port });
    closeWithGrace({ delay: GRACE }, async ({ err }) => {
      if (err) app.log.error(err);
      await app.close();
      await store.close();
    });
    const { port: taken } = app.server.address() as AddressInfo;
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
    announce(settings, url, await tokensOf(store, demo));
  } catch (error) {
    await store.close();
    throw error;
  }
}

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

/** Which tokens open it, for people. */
async function tokensOf(store: Store, demo: boolean): Promise<string> {
  if (demo) return DEMO_TOKENS.join('  ');
  return (await hasAccounts(store))
    ? 'those of its accounts; the demo tokens are refused'
    : 'none: there is no account yet';
}

function announce(settings: Settings, url: string, tokens: string): void {
  const rows = [
    ...(settings.site ? [['desk', `${url}/`]] : []),
    ...(settings.docs ? [['docs', `${url}/docs/`]] : []),
    ['API', `${url}/v1`],
    ['data', databaseName(settings)],
    ['tokens', tokens],
  ];
  const lines = rows.map(([name, value]) => `  ${name?.padEnd(7)} ${value}`);
  process.stdout.write(`\nService Desk v1 is ready.\n\n${lines.join('\n')}\n\n`);
}

/** Whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
