import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, FLAVOURS } from '@service-desk/spec-rules/flavours';
import { publishedOf } from '@service-desk/spec-rules/published';
import { yamlOf } from '@service-desk/spec-rules/yaml';
import { buildSync } from 'esbuild';
import type { DocumentedProvider } from './browser/documented-provider.ts';
import { catalogueOf, type SiteDescription } from './catalogue.ts';
import type { ClientReference } from './client-pages.ts';
import { COLLECTIONS } from './collections/collections.ts';
import { requestsOf } from './collections/requests.ts';
import { decisionsOf, touching } from './decisions.ts';
import { documentedErrors } from './documented-errors.ts';
import { llmsFullText, llmsText } from './llms.ts';
import { clientPagesOf, faultsSection, landingDocument, pagesOf, proseDocument } from './pages.ts';
import type { WorkflowFile } from './recipes.ts';
import { referenceDocument, referenceParts } from './reference.ts';
import { documentedCalls, documentedConnection, documentedTokens } from './samples/documented-calls.ts';
import { findables } from './search.ts';

/** What the site is built from. */
export interface SiteSources {
  /** The annotated description. */
  description: SiteDescription;
  /** Reads a file of `spec/docs`. */
  readProse: (file: string) => string;
  /** The files of `spec/workflows`. */
  workflows: WorkflowFile[];
  /** Redoc's script. */
  redoc: string;
  client: ClientReference;
}

/** Writes the site. */
export function writeSite(
  { description, readProse, workflows, redoc, client }: SiteSources,
  output: string,
): void {
  const catalogue = catalogueOf(description);
  const calls = documentedCalls(description);
  const pages = [...pagesOf(readProse, catalogue), ...clientPagesOf(client, catalogue)];
  const decisions = touching(decisionsOf(readProse('limitations.md')), catalogue.entries);

  for (const folder of ['reference', 'workflows']) mkdirSync(path.join(output, folder), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(path.join(output, file), text);

  write('index.html', landingDocument(catalogue, pages));
  for (const page of pages) {
    const appendix = page.name === 'errors' ? faultsSection(documentedErrors(catalogue)) : undefined;
    write(`${page.name}.html`, proseDocument(page, pages, appendix));
    write(`${page.name}.md`, page.markdown);
  }
  for (const { name, text } of workflows) write(`workflows/${name}`, text);
  write('reference/index.html', referenceDocument(catalogue));
  write('reference/redoc.js', redoc);
  for (const { name, definition } of referenceParts(catalogue, calls, decisions)) {
    write(`reference/${name}.json`, JSON.stringify(definition));
  }
  writeScripts(documentedProvider(description), output);
  write('site.css', ['site.css', 'samples.css'].map(readStyles).join('\n'));
  write('search.json', JSON.stringify(findables(catalogue, pages)));
  write('llms.txt', llmsText(catalogue, pages));
  write('llms-full.txt', llmsFullText(catalogue, pages, calls));
  const published = publishedOf(description) as SiteDescription & Document;
  for (const { file, transform } of FLAVOURS) write(file, JSON.stringify(transform(published), null, 2));
  write('openapi.yaml', yamlOf(published));
  const requests = requestsOf(catalogue);
  for (const { file, write: collection } of COLLECTIONS) write(file, JSON.stringify(collection(requests)));
}

function documentedProvider(description: SiteDescription): DocumentedProvider {
  const tokens = documentedTokens(description);
  return { ...documentedConnection(description, { token: tokens[0] ?? '' }), tokens };
}

function readStyles(sheet: string): string {
  return readFileSync(path.join(import.meta.dirname, 'browser', sheet), 'utf8');
}

/** Writes the scripts of `src/browser` as browsers read them; what is imported later is in a file of its own. */
function writeScripts(documented: DocumentedProvider, output: string): void {
  const source = (name: string) => path.join(import.meta.dirname, `browser/${name}.ts`);
  buildSync({
    entryPoints: { site: source('site'), 'reference/reference': source('reference') },
    outdir: output,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    chunkNames: '[name]-[hash]',
    // Beside the page, where `buildRedoc` puts it.
    external: ['./redoc.js'],
    define: { DOCUMENTED: JSON.stringify(documented) },
    logLevel: 'warning',
  });
}
