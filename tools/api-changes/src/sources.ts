import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { shortForms, switchedOn } from '@service-desk/spec-rules';
import type { JsonObject } from './json.ts';

/** The description's root file, in the repository. */
const ROOT_FILE = 'spec/openapi.yaml';

/** Bundles the description of the repository in a folder. */
export type Bundle = (root: string) => JsonObject;

/**
 * The folder of the repository, from one in it.
 *
 * @throws Error when it is none
 */
export function rootOf(folder: string): string {
  if (existsSync(path.join(folder, ROOT_FILE))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error(`there is no ${ROOT_FILE} here`);
  return rootOf(parent);
}

/**
 * Bundles the description from its sources, with the short forms that they have today: the sources of another commit
 * bring no plugin.
 */
export function bundleOf(root: string): JsonObject {
  const require = createRequire(import.meta.url);
  const redocly = require.resolve('@redocly/cli/bin/cli.js');
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bundle-'));
  try {
    const [output, configuration] = [path.join(folder, 'openapi.json'), path.join(folder, 'redocly.yaml')];
    const plugins = [require.resolve('@service-desk/spec-rules')];
    // JSON is YAML.
    writeFileSync(configuration, JSON.stringify({ plugins, preprocessors: switchedOn(shortForms) }));
    const { status, stderr } = spawnSync(
      process.execPath,
      [redocly, 'bundle', ROOT_FILE, '--config', configuration, '--output', output],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    );
    if (status !== 0) throw new Error(`the description cannot be bundled: ${stderr.trim()}`);
    return JSON.parse(readFileSync(output, 'utf8')) as JsonObject;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the description is kept as it was released. */
export function releaseFile(specFolder: string, version: string): string {
  return path.join(specFolder, 'releases', `${version}.json.gz`);
}

/** Reads a bundle, compressed or not. */
export function readBundle(file: string): JsonObject {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as JsonObject;
}

/**
 * The description as it was where this branch left another, bundled from the sources of that commit.
 *
 * @throws Error when git does not know the commit, or it has no description
 */
export function bundleAt(root: string, ref: string, bundle: Bundle): JsonObject {
  const commit = git(root, ['merge-base', ref, 'HEAD']) ?? fail(root, ref);
  if (git(root, ['cat-file', '-e', `${commit}:${ROOT_FILE}`]) === undefined)
    throw new Error(`${ref} has no ${ROOT_FILE}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-base-'));
  try {
    // An index of its own, so that the one of the repository is left alone.
    const env = { ...process.env, GIT_INDEX_FILE: path.join(folder, 'index') };
    git(root, ['read-tree', '--prefix=spec/', `${commit}:spec`], env);
    git(root, ['checkout-index', '--all', `--prefix=${folder}/`], env);
    return bundle(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fail(root: string, ref: string): never {
  if (git(root, ['rev-parse', '--is-shallow-repository']) === 'true')
    throw new Error(
      `this clone is shallow and does not contain ${ref}: run git fetch --unshallow, or check out with fetch-depth: 0`,
    );
  throw new Error(`${ref} is neither a file nor a commit of this repository`);
}

/** What git answers; undefined when it fails. */
function git(root: string, args: string[], env = process.env): string | undefined {
  try {
    return execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
