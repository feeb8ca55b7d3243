import { marked } from 'marked';

/** Redoc's script names pictures on its maker's CDN; an empty picture in their place keeps the page to itself. */
const CDN = /https:\/\/cdn\.redoc(?:ly)?\.[a-z]+\/[^"'`\s)]*/g;
const LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini[a-z-]*\.svg/g;
/** Redoc's name, where its logo would be. */
const NAME =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2236%22 height=%2214%22%3E%3Ctext y=%2211%22 font-size=%2211%22 font-family=%22sans-serif%22 fill=%22%23777%22%3ERedoc%3C/text%3E%3C/svg%3E';

/** The page of the reference with nothing left to fetch from outside. */
export function selfContained(html: string): string {
  return html
    .replaceAll(LOGO, NAME)
    .replaceAll(CDN, 'data:,')
    .replace('<head>', '<head>\n  <link rel="icon" href="data:,">')
    .replace('<meta charset="utf8" />', '<meta charset="utf-8">');
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
nav { margin-bottom: 2rem; }
a { color: light-dark(#0b5cad, #8cc2ff); }
code { background: light-dark(#eef1f4, #262b31); border-radius: 3px; padding: .1em .3em; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
th, td { border-bottom: 1px solid light-dark(#d5dbe1, #3a414a); padding: .5rem .6rem; text-align: left; vertical-align: top; }
tr[id] td:first-child { white-space: nowrap; }
`;

/** A page of prose from Markdown, readable without JavaScript. */
export function prosePage(title: string, markdown: string): string {
  const body = (marked.parse(markdown, { async: false }) as string)
    .replaceAll('<table>', '<div class="table" tabindex="0" role="region" aria-label="Decisions"><table>')
    .replaceAll('</table>', '</table></div>')
    // A row is reachable by its id: limitations.html#lists.4
    .replaceAll(/<tr>\s*<td><code>([a-z]+\.\d+)<\/code>/g, '<tr id="$1">\n<td><code>$1</code>');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title} · Service Desk API v1</title>
<style>${STYLE}</style>
</head>
<body>
<nav><a href="./">Service Desk API v1</a></nav>
<main>
${body}
</main>
</body>
</html>
`;
}
