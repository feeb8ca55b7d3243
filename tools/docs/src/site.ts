import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { publishedOf } from '@service-desk/codegen/published';
import ts from 'typescript';
import { stringify } from 'yaml';
import { catalogueOf, type SiteDescription } from './catalogue.ts';
import type { ClientReference } from './client-pages.ts';
import { decisionsOf, touching } from './decisions.ts';
import { faultsOf } from './errors.ts';
import { llmsFullText, llmsText } from './llms.ts';
import { clientPagesOf, faultsSection, landingDocument, pagesOf, proseDocument } from './pages.ts';
import type { WorkflowFile } from './recipes.ts';
import { referenceDocument, referenceParts } from './reference.ts';
import { samplesOf } from './samples.ts';
import { findables } from './search.ts';

/** What the site is built from. */
export interface Sources {
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
  { description, readProse, workflows, redoc, client }: Sources,
  output: string,
): void {
  const catalogue = catalogueOf(description);
  const samples = samplesOf(description);
  const pages = [...pagesOf(readProse, catalogue), ...clientPagesOf(client, catalogue)];
  const decisions = touching(decisionsOf(readProse('limitations.md')), catalogue.entries);

  for (const folder of ['reference', 'workflows']) mkdirSync(path.join(output, folder), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(path.join(output, file), text);

  write('index.html', landingDocument(catalogue, pages));
  for (const page of pages) {
    const appendix = page.name === 'errors' ? faultsSection(faultsOf(catalogue)) : undefined;
    write(`${page.name}.html`, proseDocument(page, pages, appendix));
    write(`${page.name}.md`, page.markdown);
  }
  for (const { name, text } of workflows) write(`workflows/${name}`, text);
  write('reference/index.html', referenceDocument(catalogue));
  write('reference/redoc.js', redoc);
  for (const { name, definition } of referenceParts(catalogue, samples, decisions)) {
    write(`reference/${name}.json`, JSON.stringify(definition));
  }
  write('reference/reference.js', browserScript('reference'));
  write('site.js', browserScript('site'));
  write('engine.js', browserScript('engine'));
  write('words.js', browserScript('words'));
  write('site.css', readFileSync(path.join(import.meta.dirname, 'browser/site.css'), 'utf8'));
  write('search.json', JSON.stringify(findables(catalogue, pages)));
  write('minisearch.js', miniSearch());
  write('llms.txt', llmsText(catalogue, pages));
  write('llms-full.txt', llmsFullText(catalogue, pages, samples));
  const published = publishedOf(description);
  write('openapi.json', JSON.stringify(published, null, 2));
  write('openapi.yaml', stringify(published, { lineWidth: 0, aliasDuplicateObjects: false }));
}

/** A script of `src/browser` as a browser reads it: without types, its imports beside it. */
function browserScript(name: string): string {
  const source = readFileSync(path.join(import.meta.dirname, `browser/${name}.ts`), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return outputText
    .replaceAll("from 'minisearch'", "from './minisearch.js'")
    .replaceAll(/'(\.\/\w+)\.ts'/g, "'$1.js'");
}

/** MiniSearch as one module that a browser reads. */
function miniSearch(): string {
  const main = createRequire(import.meta.url).resolve('minisearch');
  const module = readFileSync(path.join(path.dirname(main), '../es/index.js'), 'utf8');
  return module.replace(/\n\/\/# sourceMappingURL=.*/, '');
}
