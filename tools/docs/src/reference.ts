import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Schema } from '@service-desk/description/description';
import type { Catalogue, Group, ReferenceEntry, SiteDescription } from './catalogue.ts';
import { cutTo } from './cut.ts';
import type { Decision } from './decisions.ts';
import { documentOf, escapeHtml, searchForm } from './html.ts';
import type { DocumentedCall } from './samples/documented-calls.ts';
import type { SampleCall } from './samples/sample-call.ts';
import { withFieldWords, wordsOfSentBack } from './unions.ts';
import { payloadOf } from './webhooks.ts';

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

/** Redoc would draw XML from the schemas, which do not know its attributes; the page on formats shows it as it is. */
const LEFT_OUT = new Set(['x-state', 'x-request', 'application/xml']);

/** An operation as the reference page gets it, and as Redoc does, with samples in place of the call. */
export interface ReferenceOperation {
  'x-call'?: SampleCall;
  'x-codeSamples'?: { lang: string; label: string; source: string }[];
}

/** What the reference page knows of its description. */
export interface ReferenceDefinition {
  info: { description: string };
  paths: Record<string, Record<string, ReferenceOperation>>;
}

/**
 * The description as the reference shows it, one part for each group of tags: with calls in place of what only tests read,
 * of which the page makes samples in the reader's language, and with the decisions that touch an operation named in its description.
 */
export function referenceParts(
  catalogue: Catalogue,
  calls: DocumentedCall[],
  decisions: Map<string, Decision[]>,
): { name: string; definition: SiteDescription }[] {
  const whole = referenceDescription(catalogue, calls, decisions);
  return catalogue.referenceGroups.map((group) => {
    const own = new Set(group.tags.flatMap(({ entries }) => entries.map(({ id }) => id)));
    return { name: group.anchor, definition: withKinds(cutTo(whole, (id) => own.has(id))) };
  });
}

/**
 * A part with what its named schemas are. Redoc shows the words of a field in place of those of its schema, and none of
 * the schema of a whole body.
 */
function withKinds(part: SiteDescription): SiteDescription {
  const { description } = part.info;
  const described = Object.entries(part.components.schemas)
    .filter(([, schema]) => schema.description)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  const listed = (value: boolean) =>
    described
      .filter(([, schema]) => isValue(schema) === value)
      .map(([name, schema]) => `- **${name}**: ${schema.description?.replaceAll('\n', '\n  ')}`)
      .join('\n');
  const kinds = `# Kinds of values

The name beside the type of a field says what it holds.

${listed(true)}

${folded('Objects, bodies and envelopes', listed(false))}`;
  return { ...part, info: { ...part.info, description: `${description}\n\n${kinds}` } };
}

function isValue({ properties, allOf, anyOf, oneOf, type }: Schema): boolean {
  return type !== 'object' && ![properties, allOf, anyOf, oneOf].some(Boolean);
}

function referenceDescription(
  { description, byId, webhooks }: Catalogue,
  calls: DocumentedCall[],
  decisions: Map<string, Decision[]>,
): SiteDescription {
  const shown = JSON.parse(JSON.stringify(withFieldWords(description)), (key, value) =>
    LEFT_OUT.has(key) ? undefined : value,
  ) as SiteDescription;
  for (const text of [shown.info, ...shown.tags])
    text.description = text.description.replaceAll('](./', '](../');
  const byOperation = new Map(calls.map((call) => [call.operation, callOf(call)]));
  for (const item of Object.values(shown.paths)) {
    for (const operation of Object.values(item)) {
      if (Array.isArray(operation) || !byId.has(operation.operationId)) continue;
      if (operation.requestBody) describeSentBack(description, operation.requestBody);
      for (const response of Object.values(operation.responses)) describeLinks(response);
      describeDecisions(operation.responses, decisions.get(operation.operationId) ?? []);
      Object.assign(operation, { 'x-call': byOperation.get(operation.operationId) });
    }
  }
  for (const { type } of webhooks) {
    const media = shown.webhooks?.[type]?.post?.requestBody?.content['application/json'];
    if (media) media.examples = { [type]: { value: payloadOf(description, type) } };
  }
  return shown;
}

/** The call without what only tests of its sample read. */
function callOf({
  reads: _reads,
  state: _state,
  answer: _answer,
  result: _result,
  ...call
}: DocumentedCall): SampleCall {
  return call;
}

/** Names the operations that a response leads to, which Redoc does not show. */
function describeLinks(response: { description?: string; links?: Record<string, object> }): void {
  const links: { operationId?: string; description?: string }[] = Object.values(response.links ?? {});
  const list = links.map(({ operationId, description }) => `- ${description} \`${operationId}\``);
  if (list.length > 0) response.description += `\n\n${list.join('\n')}`;
}

/** Says of a body what may be sent beside the forms that its fields show. */
function describeSentBack(
  description: SiteDescription,
  body: { description?: string; content: object },
): void {
  const words = wordsOfSentBack(description, body.content);
  if (words.length === 0) return;
  const list = words.map((text) => `- ${text}`).join('\n');
  body.description = [body.description, folded('A record that was read may be sent back', list)]
    .filter(Boolean)
    .join('\n\n');
}

/** Names the decisions below the parameters of an operation, which is where the words of its first response stand. */
function describeDecisions(responses: Record<string, object>, decisions: Decision[]): void {
  const [first]: { description?: string }[] = Object.values(responses);
  if (!first || decisions.length === 0) return;
  const list = decisions
    .map(({ id, title }) => `- [${title.replaceAll(/[[\]]/g, '\\$&')}](../limitations.html#${id})`)
    .join('\n');
  first.description += `\n\n${folded(`Decided where the guide is silent: ${decisions.length}`, list)}`;
}

/** Markdown that is folded under a summary. */
function folded(summary: string, markdown: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${markdown}\n\n</details>`;
}

/** Which operations and webhooks stand under which tag of which group, by their names in addresses. */
export type Places = Record<string, Record<string, string[]>>;

function placesOf(groups: Group<ReferenceEntry>[]): Places {
  return Object.fromEntries(
    groups.map(({ anchor, tags }) => [
      anchor,
      Object.fromEntries(tags.map((tag) => [tag.anchor, tag.entries.map(({ id }) => id)])),
    ]),
  );
}

/**
 * The page of the reference, whose main part is Redoc's to draw. It shows a group of tags at a time, the one that the
 * address names: Redoc works through all it is given before it shows anything.
 */
export function referenceDocument({ description, referenceGroups }: Catalogue): string {
  const links = referenceGroups.map(
    ({ name, anchor, tags }) =>
      `<a href="#/${tags[0]?.anchor}" data-group="${anchor}">${escapeHtml(name)}</a>`,
  );
  return documentOf({
    title: `Reference · ${description.info.title}`,
    root: '../',
    file: 'reference/',
    // Redoc writes its styles into the page, brings a font in its script, and searches in a worker that it makes of a text.
    policy: { 'style-src': "'self' 'unsafe-inline'", 'font-src': 'data:', 'worker-src': 'blob:' },
    head: `<link rel="modulepreload" href="redoc.js">
<script type="module" src="reference.js"></script>
<script type="module" src="../site.js"></script>
`,
    tools: `${searchForm('../')}<nav class="pages groups" aria-label="Reference">
<h1 class="visually-hidden">Reference</h1>
${links.join('\n')}
</nav>
`,
    body: `<div id="main" class="reference">
<div id="redoc"></div>
<script type="application/json" id="places">${JSON.stringify(placesOf(referenceGroups))}</script>
<noscript><p class="notice">The reference is drawn by JavaScript. Without it, there are <a href="../index.html#operations">all
operations</a>, <a href="../llms-full.txt">the whole in plain text</a> and <a href="../openapi.yaml">the
description</a>.</p></noscript>
</div>`,
  });
}
