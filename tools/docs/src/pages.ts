import type { Catalogue, Entry, Group } from './catalogue.ts';
import type { ClientReference } from './client-pages.ts';
import type { Fault } from './errors.ts';
import { documentOf, escapeHtml, searchOf } from './html.ts';
import { type Prose, renderProse, tableOf } from './markdown.ts';

/** The pages of prose in `spec/docs`, in reading order. The introduction is the description's own. */
export const PROSE = [
  'getting-started',
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
  'avatars',
  'operating',
  'sandbox',
  'holding-a-provider',
  'commands',
  'limitations',
  'changelog',
] as const;

/** A page of prose with the name of its file, without extension. */
export interface Page extends Prose {
  name: string;
  markdown: string;
  /** Whether it lists what stands elsewhere too, and need not be read from end to end. */
  listing?: true;
}

const TOOLS = `${searchOf('')}<button id="colours" type="button" hidden></button>
`;
const SCRIPT = '<script type="module" src="site.js"></script>\n';

/** The pages of prose, rendered. */
export function pagesOf(read: (file: string) => string, { byId }: Catalogue): Page[] {
  return PROSE.map((name) => {
    const markdown = read(`${name}.md`);
    const prose = renderProse(markdown, (operation) => byId.get(operation)?.url);
    return { name, markdown, ...prose, ...(name === 'changelog' && { listing: true }) };
  });
}

/** The pages of the client's reference, rendered. */
export function clientPagesOf({ pages, urls }: ClientReference, { byId }: Catalogue): Page[] {
  return pages.map(({ name, markdown }) => ({
    name,
    markdown,
    ...renderProse(markdown, (operation) => byId.get(operation)?.url, urls),
    ...(name !== 'client' && { listing: true }),
  }));
}

/** A page of prose as a document, readable without JavaScript. */
export function proseDocument(page: Page, pages: Page[], appendix = ''): string {
  const file = `${page.name}.html`;
  const beside = pages.filter((other) => isOfClient(other) === isOfClient(page));
  const contents = beside.map(({ name, title }) => {
    const current = name === page.name;
    const parts = current && isOfClient(page) ? partsOf(page) : '';
    return `<li><a href="${name}.html"${current ? ' aria-current="page"' : ''}>${escapeHtml(title)}</a>${parts}</li>`;
  });
  return documentOf({
    title: `${page.title} · Service Desk API v1`,
    root: '',
    file,
    head: SCRIPT,
    tools: TOOLS,
    body: `<div class="columns">
<nav class="contents" aria-label="${isOfClient(page) ? 'Client' : 'Guide'}"><ul>
${contents.join('\n')}
</ul></nav>
<main id="main" class="text">
${page.html}${appendix}</main>
</div>`,
  });
}

function isOfClient({ name }: Page): boolean {
  return name.startsWith('client');
}

/** The chapters of a page that is long. */
function partsOf({ sections }: Page): string {
  const chapters = sections.filter(({ depth }) => depth === 2);
  const links = chapters.map(({ title, anchor }) => `<li><a href="#${anchor}">${escapeHtml(title)}</a></li>`);
  return `<ul>${links.join('')}</ul>`;
}

/** How many operations stand beside a text; the rest is counted. */
const SHOWN_BY = 4;

/** Every text that a documented failure shows, with operations that show it. */
export function faultsSection(faults: Fault[]): string {
  const rows = faults.map(({ text, entries }) => {
    const links = entries.slice(0, SHOWN_BY).map(operationLink).join(', ');
    const more = entries.length > SHOWN_BY ? ` and ${entries.length - SHOWN_BY} more` : '';
    return `<tr><td><code>${escapeHtml(text)}</code></td><td>${links}${more}</td></tr>`;
  });
  return `<h2 id="texts">Texts, and who sends them</h2>
<p>From the examples of the description, each of which the provider's tests hold it to.</p>
${tableOf('texts', '<th>text</th><th>shown by</th>', rows)}`;
}

function operationLink({ id, url }: Entry): string {
  return `<a href="${url}"><code>${id}</code></a>`;
}

/** The page that the site opens with: what this is, the pages, and an index of all operations. */
export function landingDocument({ description, groups, entries }: Catalogue, pages: Page[]): string {
  const { title, summary } = description.info;
  const cards = pages.map(
    (page) =>
      `<li><a href="${page.name}.html">${escapeHtml(page.title)}</a><p>${escapeHtml(page.lead)}</p></li>`,
  );
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
<p class="actions"><a class="action" href="getting-started.html">Make a first call</a>
<a href="reference/">Open the reference</a> <a href="openapi.json">openapi.json</a> <a href="openapi.yaml">openapi.yaml</a>
<a href="llms.txt">llms.txt</a></p>
<section aria-labelledby="guide">
<h2 id="guide">Guide</h2>
<ul class="cards">
${cards.join('\n')}
</ul>
</section>
<section aria-labelledby="operations">
<h2 id="operations">All operations</h2>
${groups.map(groupSection).join('\n')}
</section>
</main>`,
  });
}

function groupSection({ name, tags }: Group): string {
  const parts = tags.map(
    (tag) => `<details id="${tag.anchor}">
<summary><span class="tag">${escapeHtml(tag.name)}</span> <span class="count">${tag.entries.length}</span></summary>
<p>${escapeHtml(tag.description)}</p>
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
