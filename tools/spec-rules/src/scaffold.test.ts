import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type ScaffoldOptions, scaffold } from './scaffold.ts';

const sources = path.resolve(import.meta.dirname, '../../../spec');
const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

let spec: string;
beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'scaffold-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  spec = folder;
  for (const part of ['openapi.yaml', 'resources', 'shared', 'webhooks', 'docs/introduction.md'])
    cpSync(path.join(sources, part), path.join(spec, part), { recursive: true });
  const configuration = readFileSync(path.join(sources, 'redocly.yaml'), 'utf8');
  const plugin = path.resolve(import.meta.dirname, 'plugin.ts');
  writeFileSync(path.join(spec, 'redocly.yaml'), configuration.replace('@service-desk/spec-rules', plugin));
});

function run(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [redocly, ...args], {
    cwd: spec,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    maxBuffer: 2 ** 26,
  });
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr);
  return stdout;
}

const add = (method: ScaffoldOptions['method'], template: string) =>
  scaffold({ spec, method, path: template, tag: 'Incident notes', state: 'an open incident' });

test('scaffolded operations are bundled, and lint finds only the texts that are to be written', () => {
  const list = '/incidents/{incident_id}/attachments';
  const item = `${list}/{id}`;
  expect(add('post', list)).toContain('resources/incidents/schemas/AttachmentWrite.yaml');
  expect(add('get', list)).toEqual([
    'resources/incidents/schemas/AttachmentListResult.yaml',
    'resources/incidents/examples/AttachmentsListed.yaml',
    'resources/incidents/paths/incidents_{incident_id}_attachments.yaml',
  ]);
  for (const method of ['get', 'put', 'delete'] as const) add(method, item);
  add('get', '/holidays');

  const { paths, components } = JSON.parse(run('bundle', 'v1', '--ext', 'json')) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: object };
  };
  const idsOf = (template: string) =>
    Object.values(paths[`${template}.{format}`] ?? {}).flatMap(({ operationId }) => operationId ?? []);
  expect(idsOf(list)).toEqual(['incidents.attachments.list', 'incidents.attachments.create']);
  expect(idsOf(item)).toEqual(['get', 'update', 'delete'].map((verb) => `incidents.attachments.${verb}`));
  expect(idsOf('/holidays')).toEqual(['holidays.list']);
  expect(components.schemas).toHaveProperty('Holiday');

  const { problems } = JSON.parse(run('lint', 'v1', '--format', 'json', '--max-problems', '1000')) as {
    problems: { ruleId: string }[];
  };
  expect(new Set(problems.map(({ ruleId }) => ruleId))).toEqual(new Set(['service-desk/unfinished']));
});

test('nothing is scaffolded over what exists, or from what does not', () => {
  expect(() => add('get', '/incidents')).toThrow('already has get');
  expect(() => add('get', '/incidents/{incident_id}/comments')).toThrow('has a template');
  const options = { spec, method: 'get', path: '/holidays', tag: 'Time', state: 'a time sheet' } as const;
  expect(() => scaffold({ ...options, tag: 'Holidays' })).toThrow('no tag Holidays');
  expect(() => scaffold({ ...options, state: 'a holiday' })).toThrow('no state "a holiday"');
});
