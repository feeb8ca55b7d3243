import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A reference from one file of the description to a component. */
const COMPONENT = /((?:\.\.?\/)(?:\w+\/)*)([A-Z]\w*)\.yaml/g;

/** The line of a path in the root file. */
const PATH_LINE = /^ {2}(\/.+): \{ \$ref: '?\.\/paths\/(.+?)'? \}$/gm;

/**
 * Copies the sources of the description into a folder, several times over, as if v1 were so much larger: each copy has
 * paths, operations and components of its own, and keeps the rules.
 */
export function multiplySources(specFolder: string, folder: string, times: number): void {
  for (const part of ['openapi.yaml', 'redocly.yaml', '.spectral.yaml', 'paths', 'components', 'docs'])
    cpSync(path.join(specFolder, part), path.join(folder, part), { recursive: true });
  const root = readFileSync(path.join(specFolder, 'openapi.yaml'), 'utf8');
  const copies = Array.from({ length: times - 1 }, (_, index) => copySources(specFolder, folder, index + 2));
  const lines = copies.flatMap((copy) =>
    [...root.matchAll(PATH_LINE)].map(
      ([, template, file]) => `  /${copy}${template}: { $ref: './paths/${copy}_${file}' }\n`,
    ),
  );
  writeFileSync(path.join(folder, 'openapi.yaml'), root + lines.join(''));
}

/** Adds one copy, and says what its paths begin with. */
function copySources(specFolder: string, folder: string, number: number): string {
  const copy = `copy${number}`;
  const renamed = (text: string) => text.replaceAll(COMPONENT, `$1$2Copy${number}.yaml`);
  for (const section of readdirSync(path.join(specFolder, 'components'))) {
    for (const name of readdirSync(path.join(specFolder, 'components', section))) {
      const text = readFileSync(path.join(specFolder, 'components', section, name), 'utf8');
      const copied = name.replace('.yaml', `Copy${number}.yaml`);
      writeFileSync(path.join(folder, 'components', section, copied), renamed(text));
    }
  }
  for (const name of readdirSync(path.join(specFolder, 'paths'))) {
    const text = readFileSync(path.join(specFolder, 'paths', name), 'utf8')
      // Only one path is a singleton.
      .replace(/operationId: users\.current$/m, 'operationId: users.currentUser.list')
      .replaceAll('operationId: ', `operationId: ${copy}.`);
    writeFileSync(path.join(folder, 'paths', `${copy}_${name}`), renamed(text));
  }
  return copy;
}
