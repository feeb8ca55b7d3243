import { readFileSync } from 'node:fs';
import path from 'node:path';
import { changelogOf } from '@service-desk/api-changes/changelog';
import type { SiteDescription } from './catalogue.ts';
import { recipesOf, workflowsOf } from './recipes.ts';

/** What stands in a page for what has changed. */
const CHANGES = '<!-- changes -->';

/** What stands in a page for the workflows. */
const RECIPES = '<!-- recipes -->';

/** Reads the pages of `docs`, with the changes and the workflows where one speaks of them. */
export function proseReader(specFolder: string, description: SiteDescription): (file: string) => string {
  return (file) => {
    const text = readFileSync(path.join(specFolder, 'docs', file), 'utf8');
    return text
      .replace(CHANGES, () => changelogOf(specFolder, { ...description }))
      .replace(RECIPES, () => recipesOf(workflowsOf(specFolder), description));
  };
}
