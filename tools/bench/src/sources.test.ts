import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { multiplySources } from './sources.ts';

const specFolder = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));

test('sources several times over have so many paths and components, and every reference leads somewhere', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sources-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  multiplySources(specFolder, folder, 3);
  const [once, thrice] = [reached(specFolder), reached(folder)];
  expect(once.size).toBeGreaterThan(100);
  expect(thrice.size).toBe(once.size * 3);
});

/** The path files of a description, and the files that they lead to. */
function reached(folder: string): Set<string> {
  const files = new Set<string>();
  const visit = (file: string): void => {
    for (const [, reference = ''] of readFileSync(file, 'utf8').matchAll(
      /\$ref: '?(\.[^'\s]+?)'?(?:[,\s]|$)/gm,
    )) {
      const target = path.resolve(file, '..', reference);
      if (!existsSync(target)) throw new Error(`${file} refers to ${reference}`);
      if (files.has(target)) continue;
      files.add(target);
      visit(target);
    }
  };
  for (const file of globSync('resources/*/paths/*.yaml', { cwd: folder })) {
    files.add(path.join(folder, file));
    visit(path.join(folder, file));
  }
  return files;
}
