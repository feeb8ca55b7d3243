import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The part of a package.json that this reads. */
interface Manifest {
  name: string;
  scripts?: Record<string, string>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A package of the workspace, and the packages that it declares. */
export interface WorkspacePackage {
  folder: string;
  manifest: Manifest;
  declared: ReadonlySet<string>;
}

/** An input of every task, by nx.json. */
const SHARED = 'tools/test-summary/vitest.base.ts';

/** Where a module looks up a file of a package that it does not import. */
const RESOLVED = /(?:\(import\.meta\.url\)\.resolve|\brequire\.resolve|\bfind)\(\s*'(@service-desk\/[\w-]+)/g;

/** The packages of the workspace at `root`. */
export function workspaceOf(root: string): WorkspacePackage[] {
  const read = <Content>(file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Content;
  const { workspaces } = read<{ workspaces: string[] }>('package.json');
  const [excluded = [], included = []] = [true, false].map((isExcluded) =>
    workspaces.filter((pattern) => pattern.startsWith('!') === isExcluded),
  );
  const files = globSync(
    included.map((pattern) => `${pattern}/package.json`),
    { cwd: root, exclude: excluded.map((pattern) => `${pattern.slice(1)}/**`) },
  );
  return files.map((file) => {
    const manifest = read<Manifest>(file);
    const { name, dependencies, devDependencies } = manifest;
    const declared = new Set([name, ...Object.keys({ ...dependencies, ...devDependencies })]);
    return { folder: path.dirname(file), manifest, declared };
  });
}

/**
 * What packages use of each other without declaring it. Nx builds its graph from what is declared: whatever is missing
 * there does not run a task again when it changes.
 *
 * @param imports the files that each file imports
 */
export function undeclaredIn(root: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const packages = workspaceOf(root);
  const owners = new Map(
    packages.flatMap(({ manifest: { name, bin = {} } }) =>
      Object.keys(bin).map((command) => [command, name]),
    ),
  );
  const packageOf = (file: string) => packages.find(({ folder }) => file.startsWith(`${folder}/`));
  const found: string[] = [];
  const report = ({ declared }: WorkspacePackage, from: string, used: string) => {
    if (!declared.has(used)) found.push(`undeclared: ${from} -> ${used}`);
  };
  for (const [from, targets] of imports) {
    const owner = packageOf(from);
    if (!owner) continue;
    for (const to of targets) {
      const used = packageOf(to);
      if (used && to !== SHARED) report(owner, from, used.manifest.name);
    }
    const text = readFileSync(path.join(root, from), 'utf8');
    for (const [, used = ''] of text.matchAll(RESOLVED)) report(owner, from, used);
  }
  for (const owner of packages) {
    for (const script of Object.values(owner.manifest.scripts ?? {})) {
      const used = owners.get(script.split(' ')[0] ?? '');
      if (used) report(owner, `${owner.folder}/package.json`, used);
    }
  }
  return [...new Set(found)].toSorted();
}
