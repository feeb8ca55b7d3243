import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { serve } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const { resolve: find } = createRequire(import.meta.url);
const server = path.dirname(find('@service-desk/server/package.json'));
const root = path.resolve(server, '../..');
const program = path.join(server, 'bin/service-desk.js');

/** The instructions of the Dockerfile, one per line. */
interface Instruction {
  name: string;
  words: string;
}

const instructions: Instruction[] = readFileSync(path.join(server, 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [name = '', ...words] = line.split(' ');
    return { name, words: words.join(' ') };
  });
const all = (name: string) => instructions.filter((each) => each.name === name).map(({ words }) => words);
const last = (name: string) => all(name).at(-1) ?? '';

interface Service {
  build?: { context: string; dockerfile: string };
  environment: Record<string, string | number>;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
  healthcheck?: { test: string[] };
}
const compose = parse(readFileSync(path.join(server, 'compose.yaml'), 'utf8')) as {
  services: { server: Service; postgres: Service };
  volumes: Record<string, unknown>;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-image-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The settings that the program reads from these variables only. */
async function settingsFrom(variables: Record<string, string>): Promise<string[]> {
  const env = { PATH: process.env.PATH ?? '', ...variables };
  const { stdout } = await run(process.execPath, [program, 'settings', '--json'], { cwd: folder, env });
  const rows = JSON.parse(stdout) as { source: string }[];
  return rows.map(({ source }) => source).filter((source) => !['default', 'unset'].includes(source));
}

function imageEnvironment(): Record<string, string> {
  const pairs = last('ENV').split(' ');
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

test('the image copies existing files, and sets valid settings', async () => {
  const outputs = ['/app', 'apps/server/dist', 'apps/desk/dist', 'spec/dist/docs'];
  const copied = all('COPY').flatMap((words) => {
    const [from, ...places] = words.startsWith('--from=') ? words.split(' ') : ['', ...words.split(' ')];
    return places.slice(0, -1).map((place) => (from ? place.replace('/repo/', '') : place));
  });
  const missing = copied.filter((place) => !outputs.includes(place) && !existsSync(path.join(root, place)));
  expect(missing).toEqual([]);

  const { NODE_ENV, ...variables } = imageEnvironment();
  expect(NODE_ENV).toBe('production');
  expect((await settingsFrom(variables)).toSorted()).toEqual(Object.keys(variables).toSorted());
  expect(last('USER')).toBe('node');
  expect(last('VOLUME')).toBe(variables.DATA_DIR);
  expect(last('EXPOSE')).toBe(variables.PORT);
});

test('its command starts the server, and its health check uses the server’s', async () => {
  const [node, file] = JSON.parse(last('ENTRYPOINT')) as string[];
  expect(node).toBe('node');
  const args = [path.join(root, file ?? ''), ...(JSON.parse(last('CMD')) as string[])];
  const [command = '', ...rest] = JSON.parse(last('HEALTHCHECK').replace(/^.*? CMD /, '')) as string[];
  const isHealthy = (port: string) =>
    spawnSync(command, rest, { env: { PATH: process.env.PATH ?? '', PORT: port } }).status === 0;

  const env = { DATA_DIR: path.join(folder, 'data'), NODE_ENV: 'production', HOST: '0.0.0.0' };
  const serving = await serve(args, env, /"url":"http:\/\/0\.0\.0\.0:(\d+)".*"msg":"ready"/);
  expect(isHealthy(serving.url)).toBe(true);
  await serving.stop();
  expect(serving.process.exitCode).toBe(0);
  expect(isHealthy(serving.url)).toBe(false);
});

test('compose builds the image, and starts it after Postgres', async () => {
  const { server: desk, postgres } = compose.services;
  const context = path.resolve(server, desk.build?.context ?? '');
  expect(path.join(context, desk.build?.dockerfile ?? '')).toBe(path.join(server, 'Dockerfile'));
  const variables = Object.fromEntries(
    Object.entries(desk.environment).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\w+:\?[^}]*\}/, 'secret'),
    ]),
  );
  expect((await settingsFrom(variables)).toSorted()).toEqual(Object.keys(variables).toSorted());

  const { username, password, host, pathname } = new URL(variables.DATABASE_URL ?? '');
  expect([username, password, host, pathname]).toEqual([
    postgres.environment.POSTGRES_USER,
    'secret',
    'postgres',
    `/${postgres.environment.POSTGRES_DB}`,
  ]);
  expect(desk.depends_on?.postgres?.condition).toBe('service_healthy');
  expect(postgres.healthcheck?.test).toContain('pg_isready');
  expect(desk.ports?.[0]).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${last('EXPOSE')}$`));
  expect(Number.parseInt(desk.stop_grace_period ?? '', 10)).toBeGreaterThan(Number(variables.STOP_TIMEOUT));
});
