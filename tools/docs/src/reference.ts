import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Catalogue, SiteDescription } from './catalogue.ts';
import type { Decision } from './decisions.ts';
import { documentOf } from './html.ts';
import type { Sample } from './samples.ts';

/** Redoc's script names pictures on its maker's CDN; an empty picture in their place keeps the page to itself. */
const CDN = /https:\/\/cdn\.redoc(?:ly)?\.[a-z]+\/[^"'`\s)]*/g;
const LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini[a-z-]*\.svg/g;
/** Redoc's name, where its logo would be. */
const NAME =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2236%22 height=%2214%22%3E%3Ctext y=%2211%22 font-size=%2211%22 font-family=%22sans-serif%22 fill=%22%23777%22%3ERedoc%3C/text%3E%3C/svg%3E';

const SCRIPT_BEGINS = '<script type="module">';
const SCRIPT_ENDS = 'const __redoc_definition = ';

/**
 * Redoc's own script, as `redocly build-docs` puts it into a page. It stands in a file of its own here, so that a
 * browser keeps it, and starts without a page rendered beforehand: the page's styles alone would weigh more than the
 * description.
 */
export function buildRedoc(specFolder: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-docs-'));
  try {
    const source = path.join(folder, 'openapi.json');
    const page = path.join(folder, 'index.html');
    writeFileSync(source, JSON.stringify({ openapi: '3.1.0', info: { title: '', version: '' }, paths: {} }));
    const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');
    execFileSync(process.execPath, [redocly, 'build-docs', source, '--inlineBundle', '--output', page], {
      cwd: specFolder,
      stdio: 'pipe',
    });
    return redocScript(readFileSync(page, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Redoc's script out of a page that `redocly build-docs` wrote, with nothing left to fetch from outside.
 *
 * @throws Error when the page has another shape
 */
export function redocScript(page: string): string {
  const begin = page.indexOf(SCRIPT_BEGINS);
  const end = page.indexOf(SCRIPT_ENDS, begin);
  if (begin < 0 || end < 0)
    throw new Error('redocly build-docs wrote a page without the script that was expected');
  return page
    .slice(begin + SCRIPT_BEGINS.length, end)
    .trim()
    .replaceAll(LOGO, NAME)
    .replaceAll(CDN, 'data:,');
}

/**
 * The description as the reference shows it: with samples in place of what only tests read, and with the decisions that
 * touch an operation named in its description.
 */
export function referenceDescription(
  { description, byId }: Catalogue,
  samples: Sample[],
  decisions: Map<string, Decision[]>,
): SiteDescription {
  const shown = JSON.parse(JSON.stringify(description), (key, value) =>
    key === 'x-state' || key === 'x-request' ? undefined : value,
  ) as SiteDescription;
  shown.info.description = shown.info.description.replaceAll('](./', '](../');
  const codeSamples = new Map(samples.map((sample) => [sample.operation, codeSamplesOf(sample)]));
  for (const item of Object.values(shown.paths)) {
    for (const operation of Object.values(item)) {
      if (Array.isArray(operation) || !byId.has(operation.operationId)) continue;
      const rows = (decisions.get(operation.operationId) ?? []).map(
        ({ id }) => `[${id}](../limitations.html#${id})`,
      );
      if (rows.length > 0)
        operation.description += `\n\nDecided where the guide is silent: ${rows.join(', ')}.`;
      Object.assign(operation, { 'x-codeSamples': codeSamples.get(operation.operationId) });
    }
  }
  return shown;
}

function codeSamplesOf({ curl, typescript }: Sample) {
  return [
    { lang: 'Shell', label: 'curl', source: curl },
    { lang: 'TypeScript', label: 'TypeScript', source: typescript },
  ];
}

/** The page of the reference, whose main part is Redoc's to draw. Redoc's script, the start and the description are fetched at the same time. */
export function referenceDocument(title: string): string {
  return documentOf({
    title: `Reference · ${title}`,
    root: '../',
    file: 'reference/',
    head: `<link rel="modulepreload" href="redoc.js">
<link rel="preload" as="fetch" href="definition.json" crossorigin>
<script type="module" src="reference.js"></script>
`,
    tools: '<h1 class="visually-hidden">Reference</h1>\n',
    body: `<div id="main" class="reference">
<div id="redoc"></div>
<noscript><p class="notice">The reference is drawn by JavaScript. Without it, there are <a href="../index.html#operations">all
operations</a>, <a href="../llms-full.txt">the whole in plain text</a> and <a href="../openapi.yaml">the
description</a>.</p></noscript>
</div>`,
  });
}
