import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PUBLISHED, type Published } from './published.ts';

/** The address that stands for the sandbox in files and commands of a consumer. */
export const PROVIDER = 'http://127.0.0.1:3000';

const root = path.resolve(import.meta.dirname, '../../..');

export function readmePath(name: Published): string {
  return path.join(root, PUBLISHED[name], 'README.md');
}

const textOf = (name: Published) => readFileSync(readmePath(name), 'utf8');

/** A file that a README shows: a block that begins with its name. @throws Error if there is none */
export function fileIn(name: Published, file: string, index = 0): string {
  const blocks = Array.from(
    textOf(name).matchAll(/^```js\n\/\/ (\S+)\n(.*?)^```/gms),
    ([, shown, text = '']) => ({
      shown,
      text,
    }),
  );
  const found = blocks.filter(({ shown }) => shown === file)[index];
  if (!found) throw new Error(`the README of ${name} shows no ${file}`);
  return found.text;
}

/** The first lines of an example that others continue. */
const SHARED = /^const desk = createServiceDesk.*$/m;

/**
 * The examples of a README as modules, `example-0.ts` and so on, without those that are a part of a file. What an example leaves to
 * those before it is added: the client `desk` and imports of functions.
 */
export function examplesOf(name: Published): Record<string, string> {
  const blocks = Array.from(
    textOf(name).matchAll(/^```(tsx?)\n((?!\.\.\.).*?)^```/gms),
    ([, kind, code = '']) => ({
      kind,
      code: code.replaceAll('https://desk.example', PROVIDER),
    }),
  );
  const shared = new Map<string, string>();
  return Object.fromEntries(
    blocks.map(({ kind, code }, index) => {
      const [line = ''] = SHARED.exec(code) ?? [];
      const [, variable = ''] = /^const (\w+)/.exec(line) ?? [];
      if (variable && !shared.has(variable)) shared.set(variable, line);
      const missing = [...shared].filter(
        ([each]) =>
          new RegExp(`\\b${each}\\b`).test(code) && !new RegExp(`^const ${each}\\b`, 'm').test(code),
      );
      const text = [...missing.map(([, declaration]) => declaration), code].join('\n');
      return [`example-${index}.${kind}`, `${importsOf(text)}${text}\nexport {};\n`];
    }),
  );
}

/** Functions of the client that an example calls and does not import. */
const FUNCTIONS = /\b(createServiceDesk|is[A-Z]\w+Error|parseDate|formatDate|avatarUrl)\(/g;

function importsOf(text: string): string {
  const called = new Set(Array.from(text.matchAll(FUNCTIONS), ([, name = '']) => name));
  const missing = [...called].filter((name) => !new RegExp(`^import .*\\b${name}\\b`, 'm').test(text));
  return missing.length > 0 ? `import { ${missing.join(', ')} } from '@service-desk/client';\n` : '';
}

/** The first cells of the rows of a table, by its first heading. */
export function rowsOf(name: Published, heading: string): string[] {
  const [, body = ''] =
    new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`, 'm').exec(textOf(name)) ?? [];
  return Array.from(body.matchAll(/^\| (\S+) \|/gm), ([, cell = '']) => cell);
}
