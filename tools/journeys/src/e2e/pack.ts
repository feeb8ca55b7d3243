import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A packed package. */
export interface PackedPackage {
  archive: string;
  /** The files in it. */
  files: string[];
}

/** Packs the package of a folder as npm publishes it, into another folder. */
export async function pack(folder: string, into: string): Promise<PackedPackage> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', into], { cwd: folder });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (!packed) throw new Error(`npm pack printed ${stdout}`);
  return { archive: path.join(into, packed.filename), files: packed.files.map((file) => file.path) };
}

/** Packs a package and unpacks it where a project has its dependencies. Returns the files in it. */
export async function installPacked(folder: string, project: string, home: string): Promise<string[]> {
  const { archive, files } = await pack(folder, project);
  mkdirSync(home, { recursive: true });
  await run('tar', ['--extract', '--file', archive, '--directory', home, '--strip-components=1']);
  return files;
}
