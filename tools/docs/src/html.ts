import { createHash } from 'node:crypto';

/** A text as HTML shows it, also inside an attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%23155e63'/%3E%3Cpath d='M9 10h14M9 16h14M9 22h8' stroke='white' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

/** Redoc keeps the chosen colours under the same key; without a choice, the system's are taken. */
const COLOURS =
  "try{const m=localStorage.getItem('redoc.colorMode');if(m==='light'||m==='dark')document.documentElement.classList.add(m)}catch{}";

/** What a document may load: files of its own site, and the one script that stands in it. `data:` is its icon. */
const POLICY = {
  'default-src': "'none'",
  'script-src': `'self' 'sha256-${createHash('sha256').update(COLOURS).digest('base64')}'`,
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** What a document of the site is made of. */
export interface HtmlPage {
  title: string;
  /** The way to the site's root, empty or ending in a slash. */
  root: string;
  /** The file that the document is, as the navigation names it. */
  file: string;
  /** What it may load beside what all may, by the directives of a Content-Security-Policy. */
  policy?: Readonly<Record<string, string>>;
  head?: string;
  /** What stands in the bar beside the navigation. */
  tools?: string;
  /** What stands in the menu below the pages of the site. */
  menu?: { label: string; html: string };
  body: string;
}

/** The main pages of the site, by their files. */
const SITE = {
  'first-call.html': 'Guide',
  'recipes.html': 'Recipes',
  'reference/': 'Reference',
  'index.html#operations': 'Operations',
  'client.html': 'Client',
};

/** The search of the site, which its script brings to life; `root` as in {@link HtmlPage}. */
export function searchForm(root: string): string {
  return `<search hidden data-root="${root}">
<label class="visually-hidden" for="query">Search operations, fields and pages</label>
<input id="query" type="search" placeholder="Search" title="Press / to search" aria-keyshortcuts="/" autocomplete="off" spellcheck="false" aria-controls="found">
<div id="found" class="found" hidden><p role="status"></p><ol></ol></div>
</search>
`;
}

/** A document with the bar that all have. */
export function documentOf({
  title,
  root,
  file,
  policy,
  head = '',
  tools = '',
  menu,
  body,
}: HtmlPage): string {
  const directives = Object.entries({ ...POLICY, ...policy }).map((directive) => directive.join(' '));
  const links = Object.entries(SITE).map(
    ([href, text]) => `<a href="${root}${href}"${href === file ? ' aria-current="page"' : ''}>${text}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${directives.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${root}site.css">
<script>${COLOURS}</script>
${head}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar">
<a class="brand" href="${root}index.html">Service Desk API v1</a>
<button class="opens" type="button" popovertarget="menu">Menu</button>
<nav class="pages" aria-label="Site">
${links.join('\n')}
</nav>
${tools}</header>
<div class="${menu ? 'columns' : 'whole'}">
<nav class="contents" id="menu" popover aria-label="${menu?.label ?? 'Menu'}">
<div class="narrow">${links.join('\n')}</div>
${menu?.html ?? ''}</nav>
${body}
</div>
</body>
</html>
`;
}
