import { readFileSync } from 'node:fs';
import path from 'node:path';
import { changelogOf } from '@service-desk/api-changes/changelog';
import type { SiteDescription } from './catalogue.ts';

/** Reads the pages of `docs`; below the one on changes follows what has changed. */
export function proseReader(specFolder: string, description: SiteDescription): (file: string) => string {
  return (file) => {
    const text = readFileSync(path.join(specFolder, 'docs', file), 'utf8');
    return file === 'changelog.md' ? `${text}\n${changelogOf(specFolder, { ...description })}\n` : text;
  };
}
