import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A reference to a component or a template: its folder, unless it is that of the referring file, and its name. */
const COMPONENT =
  /\.\.?\/(?:[\w-]+\/|\.\.\/)*?(?:(parameters|schemas|examples|responses|headers|templates)\/)?(\w+)\.yaml/g;

/** The line of a path in the root file. */
const PATH_LINE = /^ {2}(\/.+): \{ \$ref: '?\.\/resources\/[\w-]+\/paths\/(.+?)'? \}$/gm;

/**
 * Copies the sources of the description into a folder, several times over, as if v1 were so much larger: each copy has
 * paths, operations and components of its own, and keeps the rules.
 */
export function multiplySources(specFolder: string, folder: string, times: number): void {
  for (const part of ['openapi.yaml', 'redocly.yaml', '.spectral.yaml', 'resources', 'shared', 'docs'])
    cpSync(path.join(specFolder, part), path.join(folder, part), { recursive: true });
  const root = readFileSync(path.join(specFolder, 'openapi.yaml'), 'utf8');
  const copies = Array.from({ length: times - 1 }, (_, index) => copySources(specFolder, folder, index + 2));
  const lines = copies.flatMap((copy) =>
    [...root.matchAll(PATH_LINE)].map(
      ([, template, file]) =>
        `  /${copy}${template}: { $ref: './resources/${copy}/paths/${copy}_${file}' }\n`,
    ),
  );
  writeFileSync(path.join(folder, 'openapi.yaml'), root + lines.join(''));
}

/** Adds one copy, as one resource, and says what its paths begin with. */
function copySources(specFolder: string, folder: string, number: number): string {
  const copy = `copy${number}`;
  for (const file of globSync('{shared,resources/*}/*/*.yaml', { cwd: specFolder })) {
    const [kind = '', name = ''] = file.split(path.sep).slice(-2);
    const text = readFileSync(path.join(specFolder, file), 'utf8')
      .replaceAll(
        COMPONENT,
        (_all, folderOf: string | undefined, component: string) =>
          `${folderOf ? `../${folderOf}` : '.'}/${component}Copy${number}.yaml`,
      )
      // Only one path is a singleton.
      .replace(/operationId: users\.current$/m, 'operationId: users.currentUser.list')
      .replaceAll(/^( *operation(?:Id|s): )(?!<)/gm, `$1${copy}.`);
    const copied = kind === 'paths' ? `${copy}_${name}` : name.replace('.yaml', `Copy${number}.yaml`);
    const target = path.join(folder, 'resources', copy, kind, copied);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return copy;
}
