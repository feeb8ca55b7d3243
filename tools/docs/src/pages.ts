import { FLAVOURS } from '@service-desk/spec-rules/flavours';
import type { Catalogue, Entry, Group } from './catalogue.ts';
import type { ClientReference } from './client-pages.ts';
import { COLLECTIONS } from './collections/collections.ts';
import type { DocumentedError } from './documented-errors.ts';
import { documentOf, escapeHtml, searchForm } from './html.ts';
import { inlineHtml, type Prose, renderProse, tableOf } from './markdown.ts';

/** A way into the site: what a reader has come for. */
interface Chapter {
  title: string;
  /** What the reader has and wants; a chapter without it is no way in. */
  lead?: string;
  /** The pages in reading order; the first is where to begin. */
  pages: string[];
}

/** The pages of `spec/docs`. The introduction is the description's own. */
export const CHAPTERS: Chapter[] = [
  {
    title: 'Call the API',
    lead: 'You have an address and a token. Send a first call, in curl, TypeScript, Python, PHP or PowerShell.',
    pages: [
      'first-call',
      'recipes',
      'authentication',
      'formats',
      'envelope',
      'errors',
      'dates',
      'ids',
      'records',
      'paging',
      'mail',
      'rate-limits',
      'beyond-v1',
      'webhooks',
      'avatars',
      'generators',
      'mcp',
    ],
  },
  {
    title: 'Run a provider',
    lead: 'The hosted service ends, and your integrations should not. Serve the API yourself.',
    pages: ['getting-started', 'operating', 'commands'],
  },
  {
    title: 'Hold one to its contract',
    lead: 'Check whether a provider behaves as v1 does, and test your client without one.',
    pages: ['holding-a-provider', 'sandbox'],
  },
  {
    title: 'About this description',
    pages: ['limitations', 'changelog'],
  },
];

/** The files of the description and its collections, and what each is for. */
export const FILES: readonly { file: string; purpose: string }[] = [
  ...FLAVOURS,
  { file: 'openapi.yaml', purpose: `${FLAVOURS[0].file} in YAML, for readers of YAML 1.1 and 1.2` },
  ...COLLECTIONS.map(({ tool, file }) => ({ file, purpose: `${tool}, with a request for each example` })),
];

/** The names of the pages in reading order. */
export const PROSE = CHAPTERS.flatMap(({ pages }) => pages);

/** A page of prose with the name of its file, without extension. */
export interface ProsePage extends Prose {
  name: string;
  markdown: string;
  /** Whether it lists what stands elsewhere too, and need not be read from end to end. */
  listing?: true;
}

const TOOLS = `${searchForm('')}<button id="colours" type="button" hidden></button>
`;
const SCRIPT = '<script type="module" src="site.js"></script>\n';

/** The pages of prose, rendered. */
export function pagesOf(read: (file: string) => string, { byId }: Catalogue): ProsePage[] {
  return PROSE.map((name) => {
    const markdown = read(`${name}.md`);
    const prose = renderProse(markdown, (operation) => byId.get(operation)?.url);
    return { name, markdown, ...prose, ...(name === 'changelog' && { listing: true }) };
  });
}

/** The pages of the client's reference, rendered. */
export function clientPagesOf({ pages, urls }: ClientReference, { byId }: Catalogue): ProsePage[] {
  return pages.map(({ name, markdown }) => ({
    name,
    markdown,
    ...renderProse(markdown, (operation) => byId.get(operation)?.url, urls),
    ...(name !== 'client' && { listing: true }),
  }));
}

/** Pages with fewer chapters need no list of them. */
const FEWEST_CHAPTERS = 3;

/** A page of prose as a document, readable without JavaScript. */
export function proseDocument(
  page: ProsePage,
  pages: ProsePage[],
  appendix?: { title: string; anchor: string; html: string },
): string {
  const chapters = [...page.sections.filter(({ depth }) => depth === 2), ...(appendix ? [appendix] : [])];
  return documentOf({
    title: `${page.title} · Service Desk API v1`,
    root: '',
    file: isOfClient(page) ? 'client.html' : `${page.name}.html`,
    head: SCRIPT,
    tools: TOOLS,
    menu: isOfClient(page) ? clientMenu(page, pages) : guideMenu(page, pages),
    body: `<main id="main" class="text">
${page.html}${appendix?.html ?? ''}</main>
${chapters.length < FEWEST_CHAPTERS ? '' : onThisPage(chapters)}`,
  });
}

function guideMenu(page: ProsePage, pages: ProsePage[]) {
  const chapters = CHAPTERS.map(({ title, pages: names }) => {
    const own = names.flatMap((name) => pages.find((each) => each.name === name) ?? []);
    return `<p>${title}</p>\n${menuList(own, page)}`;
  });
  return { label: 'Guide', html: chapters.join('\n') };
}

function clientMenu(page: ProsePage, pages: ProsePage[]) {
  return { label: 'Client', html: `<p>Client</p>\n${menuList(pages.filter(isOfClient), page)}` };
}

function menuList(pages: ProsePage[], current: ProsePage): string {
  const items = pages.map(({ name, title }) => {
    const mark = name === current.name ? ' aria-current="page"' : '';
    return `<li><a href="${name}.html"${mark}>${escapeHtml(title)}</a></li>`;
  });
  return `<ul>\n${items.join('\n')}\n</ul>`;
}

/** The chapters of a page that is long. */
function onThisPage(chapters: { title: string; anchor: string }[]): string {
  const links = chapters.map(({ title, anchor }) => `<li><a href="#${anchor}">${escapeHtml(title)}</a></li>`);
  return `<nav class="chapters" aria-label="On this page"><details>
<summary>On this page</summary>
<ul>${links.join('\n')}</ul>
</details></nav>
`;
}

function isOfClient({ name }: ProsePage): boolean {
  return name.startsWith('client');
}

/** How many operations stand beside a text; the rest is counted. */
const SHOWN_BY = 4;

/** Every text that a documented failure shows, with operations that show it. */
export function faultsSection(faults: DocumentedError[]) {
  const rows = faults.map(({ text, entries }) => {
    const links = entries.slice(0, SHOWN_BY).map(operationLink).join(', ');
    const more = entries.length > SHOWN_BY ? ` and ${entries.length - SHOWN_BY} more` : '';
    return `<tr><td><code>${escapeHtml(text)}</code></td><td>${links}${more}</td></tr>`;
  });
  const title = 'Texts and the calls that send them';
  const html = `<h2 id="texts">${title}</h2>
<p>From the examples of the description, each of which the provider's tests hold it to.</p>
${tableOf('texts', '<th>text</th><th>shown by</th>', rows)}`;
  return { title, anchor: 'texts', html };
}

function operationLink({ id, url }: Entry): string {
  return `<a href="${url}"><code>${id}</code></a>`;
}

/** The page that the site opens with: what this is, the pages, and an index of all operations. */
export function landingDocument({ description, groups, entries }: Catalogue, pages: ProsePage[]): string {
  const { title, summary } = description.info;
  const [ways, others] = [CHAPTERS.filter(({ lead }) => lead), CHAPTERS.filter(({ lead }) => !lead)];
  return documentOf({
    title,
    root: '',
    file: 'index.html',
    head: SCRIPT,
    tools: TOOLS,
    body: `<main id="main" class="landing text">
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(summary)}</p>
<p>The API of GoToAssist Service Desk, once Beetil, kept alive: ${entries.length} operations, described in OpenAPI 3.1,
with a typed client, a contract and a provider that can be run in place of the hosted service.</p>
<ul class="ways">
${ways.map((chapter) => wayIn(chapter, pages)).join('\n')}
</ul>
<p class="actions"><a href="reference/">Open the reference</a> <a href="client.html">TypeScript client</a>
${others.map(({ pages: names }) => pageLinks(names, pages)).join('\n')}
<a href="llms.txt">llms.txt</a></p>
<section aria-labelledby="files">
<h2 id="files">The description as a file</h2>
<ul>
${FILES.map(({ file, purpose }) => `<li><a href="${file}" download>${file}</a> for ${escapeHtml(purpose)}</li>`).join('\n')}
</ul>
<p><a href="generators.html">Which file suits which tool</a></p>
</section>
<section aria-labelledby="operations">
<h2 id="operations">All operations</h2>
${groups.map(groupSection).join('\n')}
</section>
</main>`,
  });
}

function wayIn({ title, lead, pages: [first = '', ...others] }: Chapter, pages: ProsePage[]): string {
  return `<li><h2><a href="${first}.html">${title}</a></h2>
<p>${lead}</p>
<p class="more">${pageLinks(others, pages)}</p></li>`;
}

function pageLinks(names: string[], pages: ProsePage[]): string {
  const own = names.flatMap((name) => pages.find((page) => page.name === name) ?? []);
  return own.map(({ name, title }) => `<a href="${name}.html">${escapeHtml(title)}</a>`).join('\n');
}

function groupSection({ name, tags }: Group): string {
  const parts = tags.map(
    (tag) => `<details id="${tag.anchor}">
<summary><span class="tag">${escapeHtml(tag.name)}</span> <span class="count">${tag.entries.length}</span></summary>
<p>${inlineHtml(tag.description)}</p>
<ul class="operations">
${tag.entries.map(operationRow).join('\n')}
</ul>
</details>`,
  );
  return `<h3>${escapeHtml(name)}</h3>\n${parts.join('\n')}`;
}

function operationRow({ id, method, path, summary, url }: Entry): string {
  return `<li id="${id}"><a href="${url}">${escapeHtml(summary)}</a> <code>${id}</code> <span class="address"><b class="method ${method.toLowerCase()}">${method}</b> <code>${breakable(path)}</code></span></li>`;
}

/** A path that may be broken at its slashes. */
function breakable(path: string): string {
  return path.replaceAll('/', '<wbr>/');
}
