import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run as runCommand } from './command.ts';
import { fixture } from './fixtures.ts';
import type { JsonObject } from './json.ts';

const program = path.resolve(import.meta.dirname, 'main.ts');

/** A repository whose description was released, and a copy of it for each test. */
let released: string;
let root: string;

beforeAll(() => {
  released = root = mkdtempSync(path.join(tmpdir(), 'api-changes-'));
  cpSync(fixture, root, { recursive: true });
  release('1.0.0');
});
afterAll(() => rmSync(released, { recursive: true, force: true }));

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'api-changes-'));
  cpSync(path.join(released, 'spec'), path.join(root, 'spec'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program in a process. */
function start(cwd: string, ...args: string[]): Outcome {
  return spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
}

/** Runs the command in this process. The fixture is one file without short forms, so Redocly is not needed to bundle it. */
function runIn(cwd: string, ...args: string[]): Outcome {
  const bundle = (folder: string): JsonObject =>
    parse(readFileSync(path.join(folder, 'spec/openapi.yaml'), 'utf8'));
  const { code, output, errors } = runCommand(args, cwd, bundle);
  return { status: code, stdout: output, stderr: errors };
}

function run(...args: string[]): Outcome {
  return runIn(root, ...args);
}

function release(version: string): void {
  edit('version: 1.0.0', `version: ${version}`);
  write('spec/package.json', JSON.stringify({ version }));
  rmSync(path.join(root, 'spec/releases'), { recursive: true, force: true });
  expect(run('keep')).toMatchObject({ status: 0, stdout: `${version} was stored in spec/releases.\n` });
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function edit(text: string, becomes: string): void {
  const file = path.join(root, 'spec/openapi.yaml');
  const changed = readFileSync(file, 'utf8').replace(text, becomes);
  expect(changed).toContain(becomes);
  writeFileSync(file, changed);
}

/** A word of a set that is read is another. */
const breakIt = () => edit('enum: [Open, Closed]', 'enum: [Open, Done]');
const addToIt = () =>
  edit('name: { type: string }', 'name: { type: string }\n        phone: { type: string }');
const rewordIt = () => edit('What it is about.', 'What it is all about.');
const moveTo = (version: string) => edit('version: 1.0.0', `version: ${version}`);

function changeset(bump: string, body: string, name = '@service-desk/spec'): void {
  write(`.changeset/${bump}.md`, `---\n'${name}': ${bump}\n---\n\nWhat is in it.\n\n${body}\n`);
}

const REASON = '- breaks `Incident.status`: Closed said too little,\n  and Done says it all';

describe('what breaks', () => {
  beforeEach(breakIt);

  test('fails unless it is named', () => {
    const { status, stdout, stderr } = run();
    expect(status).toBe(1);
    expect(stdout).toContain('Since 1.0.0: 1 breaking, 0 additive and 0 editorial.');
    expect(stdout).toContain(
      'read from `incidents.create`, `incidents.update` and `webhooks.incident.created`.',
    );
    expect(stderr).toContain('Add to one: - breaks `Incident.status`: REASON');
    expect(stderr).toContain('has to raise the major version of @service-desk/spec; there is none');
    expect(stderr).toContain('info.version in spec/openapi.yaml is 1.0.0; after 1.0.0 it has to be 2.0.0');
  });

  test('passes where a changeset names it with a reason, and the version moves', () => {
    changeset('major', REASON);
    moveTo('2.0.0');
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(run('--markdown').stdout).toContain(' Why: Closed said too little, and Done says it all\n');
  });

  test('is not named by a line without a reason', () => {
    changeset('major', '- breaks `Incident.status`:');
    moveTo('2.0.0');
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no changeset gives the reason'),
    });
  });

  test('is not named by what names something else', () => {
    changeset('major', '- breaks `Incident.title`: it was too long');
    moveTo('2.0.0');
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain('`Incident.status` breaks callers, and no changeset gives the reason');
    expect(stderr).toContain(
      'a changeset lists `Incident.title` as breaking, but nothing in it breaks callers',
    );
  });

  test('is not named by the changeset of another package', () => {
    changeset('major', REASON, '@service-desk/client');
    moveTo('2.0.0');
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no changeset gives the reason'),
    });
  });

  test('fails where the version has not moved', () => {
    changeset('major', REASON);
    expect(run()).toMatchObject({
      status: 1,
      stderr: '\n✗ info.version in spec/openapi.yaml is 1.0.0; after 1.0.0 it has to be 2.0.0\n',
    });
  });

  test('fails where the changeset does not move it far enough', () => {
    changeset('minor', REASON);
    moveTo('2.0.0');
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the existing ones raise its minor version'),
    });
  });
});

describe('what breaks nothing', () => {
  test('passes without a change', () => {
    expect(run()).toEqual(
      expect.objectContaining({ status: 0, stdout: 'Nothing has changed since 1.0.0.\n' }),
    );
  });

  test.each([
    ['additive', addToIt, 'minor', '1.1.0'],
    ['editorial', rewordIt, 'patch', '1.0.1'],
  ])('%s: passes once the version says so', (kind, change, bump, version) => {
    change();
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        `the changes are ${kind}, so a changeset has to raise the ${bump} version of @service-desk/spec`,
      ),
    });
    changeset(bump, '');
    moveTo(version);
    expect(run()).toMatchObject({ status: 0, stderr: '' });
  });

  test('fails where the version moves and nothing else', () => {
    moveTo('1.1.0');
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is 1.1.0; after 1.0.0 it has to be 1.0.0'),
    });
  });

  test('moves as far as the changeset that moves it furthest', () => {
    rewordIt();
    changeset('patch', '');
    changeset('minor', '');
    moveTo('1.1.0');
    expect(run()).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('while pre-releases are made', () => {
  beforeEach(() => {
    release('1.0.0-alpha.0');
    breakIt();
    changeset('major', REASON);
  });

  test('their number moves, and what breaks is named all the same', () => {
    write('.changeset/pre.json', '{ "mode": "pre", "tag": "alpha" }');
    edit('version: 1.0.0-alpha.0', 'version: 1.0.0-alpha.1');
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    changeset('major', 'Nothing is said here.');
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no changeset gives the reason'),
    });
  });

  test('a release proper ends them, with what they brought', () => {
    write('.changeset/pre.json', '{ "mode": "exit", "tag": "alpha" }');
    write(
      '.changeset/pre/minor.md',
      "---\n'@service-desk/spec': minor\n---\n\nWhat alpha.0 brought.\n\n- breaks `Person`: too long a name\n",
    );
    edit('version: 1.0.0-alpha.0', 'version: 1.0.0');
    expect(run()).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('a release', () => {
  test('is kept with what has changed, and why', () => {
    breakIt();
    addToIt();
    changeset('major', REASON);
    moveTo('2.0.0');
    expect(run('keep').status).toBe(0);
    const text = readFileSync(path.join(root, 'spec/releases/2.0.0.md'), 'utf8');
    expect(text).toContain('### Breaking in 2.0.0');
    expect(text).toContain('Why: Closed said too little, and Done says it all\n');
    expect(text).toContain('### Compatible in 2.0.0\n\n- `Person.phone` is new: text; read from');
    // What follows is held against it.
    write('spec/package.json', '{ "version": "2.0.0" }');
    rmSync(path.join(root, '.changeset'), { recursive: true });
    expect(run()).toMatchObject({ status: 0, stdout: 'Nothing has changed since 2.0.0.\n' });
  });

  test('is not kept where the gate fails', () => {
    breakIt();
    moveTo('2.0.0');
    expect(run('keep')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no changeset gives the reason'),
    });
    expect(existsSync(path.join(root, 'spec/releases/2.0.0.md'))).toBe(false);
  });

  test('is kept before its version moves, not after', () => {
    addToIt();
    moveTo('1.1.0');
    write('spec/package.json', '{ "version": "1.1.0" }');
    expect(run('keep')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('spec/releases/1.1.0.json.gz is missing'),
    });
  });

  test('stays as it was', () => {
    rewordIt();
    expect(run('keep')).toMatchObject({
      status: 2,
      stderr: '1.0.0 is already released, and the description has changed since\n',
    });
  });
});

function git(...args: string[]): string {
  return execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
  });
}

function commit(): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'a thought');
}

/** Commits the description, and starts a branch. */
function startRepository(): void {
  git('init', '--quiet', '--initial-branch', 'main');
  commit();
  git('switch', '--quiet', '--create', 'mine');
}

describe('a base of one’s own', () => {
  beforeEach(startRepository);

  test('is a branch, from where this one left it', () => {
    breakIt();
    commit();
    git('switch', '--quiet', 'main');
    addToIt();
    commit();
    git('switch', '--quiet', 'mine');
    const { status, stdout } = run('--base', 'main');
    expect(status).toBe(1);
    expect(stdout).toContain('Since main: 1 breaking, 0 additive and 0 editorial.');
    expect(git('status', '--porcelain')).toBe('');
  });

  test('is a file, compressed or not', () => {
    addToIt();
    expect(run('--base', 'spec/releases/1.0.0.json.gz').stdout).toContain('`Person.phone` is new');
  });

  test('is reported where a shallow clone does not reach back to it', () => {
    addToIt();
    commit();
    const clone = path.join(root, 'clone');
    execFileSync('git', [
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--branch',
      'mine',
      pathToFileURL(root).href,
      clone,
    ]);
    expect(runIn(clone, '--base', 'origin/main')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'this clone is shallow and does not contain origin/main: run git fetch --unshallow',
      ),
    });
  });

  test.each([
    ['is unknown', ['--base', 'nowhere'], 'nowhere is neither a file nor a commit of this repository\n'],
    ['is asked for wrongly', ['--bass', 'main'], "Unknown option '--bass'"],
  ])('is reported where it %s', (_what, args, message) => {
    expect(run(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });

  test('is reported where it has no description', () => {
    git('switch', '--quiet', '--orphan', 'bare');
    git('commit', '--quiet', '--allow-empty', '--message', 'nothing');
    git('switch', '--quiet', '--create', 'late');
    git('checkout', 'mine', '--', '.');
    commit();
    expect(run('--base', 'bare')).toMatchObject({ status: 2, stderr: 'bare has no spec/openapi.yaml\n' });
  });
});

test('without the last release, nothing is compared', () => {
  rmSync(path.join(root, 'spec/releases'), { recursive: true });
  expect(run()).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('spec/releases/1.0.0.json.gz is missing'),
  });
});

describe('the program', () => {
  test('ends without an error when its output is closed early', () => {
    const line = `(sleep 1; "${process.execPath}" "${program}" --help) | true`;
    expect(spawnSync('sh', ['-c', line], { cwd: root, encoding: 'utf8' }).stderr).toBe('');
  });

  test('bundles the description, reports what has changed, and fails', () => {
    breakIt();
    expect(start(root)).toEqual(expect.objectContaining(run()));
    expect(run()).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('1 breaking'),
      stderr: expect.stringContaining('REASON'),
    });
  });

  test('bundles the base as well', () => {
    startRepository();
    addToIt();
    expect(start(root, '--base', 'main')).toEqual(expect.objectContaining(run('--base', 'main')));
    expect(run('--base', 'main').stdout).toContain('Since main: 0 breaking, 1 additive and 0 editorial.');
  });

  test('keeps a release', () => {
    rmSync(path.join(root, 'spec/releases'), { recursive: true });
    expect(start(root, 'keep')).toMatchObject({ status: 0, stdout: '1.0.0 was stored in spec/releases.\n' });
    expect(run()).toMatchObject({ status: 0, stdout: 'Nothing has changed since 1.0.0.\n' });
  });

  test('exits with 2 when nothing could be compared', () => {
    expect(start(root, '--bass', 'main')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining("Unknown option '--bass'"),
    });
  });

  test('lets the description of this repository land', () => {
    const repository = path.resolve(import.meta.dirname, '../../..');
    expect(start(repository)).toMatchObject({ status: 0, stderr: '' });
  });
});
