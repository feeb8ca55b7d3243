import { readFileSync } from 'node:fs';
import path from 'node:path';
import { changelogOf } from '@service-desk/api-changes/changelog';
import type { SiteDescription } from './catalogue.ts';

/** What stands in a page for what has changed. */
const CHANGES = '<!-- changes -->';

/** Reads the pages of `docs`, with what has changed where one speaks of it. */
export function proseReader(specFolder: string, description: SiteDescription): (file: string) => string {
  return (file) => {
    const text = readFileSync(path.join(specFolder, 'docs', file), 'utf8');
    return text.replace(CHANGES, () => changelogOf(specFolder, { ...description }));
  };
}
