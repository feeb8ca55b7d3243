import { Marked, type Token, type Tokens } from 'marked';
import { slug } from './catalogue.ts';
import { escapeHtml } from './html.ts';

/** A page of prose. */
export interface Prose {
  title: string;
  /** Its first sentence, without markup. */
  lead: string;
  html: string;
  /** What stands under each heading, without markup, for the search. */
  sections: { title: string; anchor: string; depth?: number; text: string }[];
}

const DECISION = /^[a-z]+\.\d+$/;

/**
 * A page of prose from Markdown. Links to other pages (`paging.md`) lead to their HTML; a span of code that is the name
 * of an operation leads to its place in the reference, and a table's row that begins with the id of a decision can be
 * linked to by it. Names in code lead to where `urls` says, and a table's row that begins with one has its anchor.
 */
export function renderProse(
  markdown: string,
  addressOf: (operation: string) => string | undefined,
  urls: ReadonlyMap<string, string> = new Map(),
): Prose {
  let heading = '';
  const headings = new Set<string>();
  const linked = (code: string) => linkNames(code, (name) => (name === heading ? undefined : urls.get(name)));
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        heading = plain(text);
        headings.add(anchorOf(heading));
        return `<h${depth} id="${anchorOf(heading)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const target = href.replace(/^(?:\.\/)?([a-z\d-]+)\.md(?=#|$)/, '$1.html');
        const download = FILE.test(target) ? ' download' : '';
        return `<a href="${escapeHtml(target)}"${download}>${this.parser.parseInline(tokens)}</a>`;
      },
      codespan({ text }) {
        const address = addressOf(text);
        const code = `<code>${address ? escapeHtml(text) : linked(escapeHtml(text))}</code>`;
        return address ? `<a href="${address}">${code}</a>` : code;
      },
      code({ text, lang = '' }) {
        return codeBlock(linked(escapeHtml(text)), lang);
      },
      table(token) {
        const cells = (row: Tokens.TableCell[], tag: string) =>
          row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('');
        const rows = token.rows.map((row) => `<tr${idOf(row) || idOfName(row)}>${cells(row, 'td')}</tr>`);
        return tableOf(heading, cells(token.header, 'th'), rows);
      },
    },
  });
  /** The anchor of a name that has a row instead of a heading. */
  function idOfName(row: Tokens.TableCell[]): string {
    const [, anchor = ''] = urls.get(plain(row[0]?.text ?? ''))?.split('#') ?? [];
    return anchor && !headings.has(anchor) ? ` id="${anchor}"` : '';
  }
  const tokens = marked.lexer(markdown);
  const html = (parts: Token[]) => marked.parser(Object.assign(parts, { links: tokens.links }));
  return {
    title: plain((tokens.find(({ type }) => type === 'heading') as Tokens.Heading | undefined)?.text ?? ''),
    lead: firstSentence(tokens.find(({ type }) => type === 'paragraph') as Tokens.Paragraph | undefined),
    html: sideBySide(tokens)
      .map((part) => (Array.isArray(part) ? `<div class="languages">\n${html(part)}</div>\n` : html([part])))
      .join(''),
    sections: sectionsOf(tokens),
  };
}

/** A file of the site that is for programs. */
const FILE = /^[\w./-]+\.(?:json|yaml)$/;

/** The languages of code, as readers call them. */
const LANGUAGES: Record<string, string> = {
  sh: 'curl',
  ts: 'TypeScript',
  python: 'Python',
  php: 'PHP',
  powershell: 'PowerShell',
};

/** A block of code that scrolls by itself, by keyboard too; `html` is what it shows. */
function codeBlock(html: string, lang: string): string {
  const label = LANGUAGES[lang] ?? lang;
  const attributes = label && ` class="language-${lang}" data-language="${label}"`;
  return `<div class="code"><pre tabindex="0"><code${attributes}>${html}</code></pre></div>\n`;
}

/** Puts blocks of code that follow each other in different languages into a list: they say the same. */
function sideBySide(tokens: Token[]): (Token | Tokens.Code[])[] {
  const runs: (Token | Tokens.Code[])[] = [];
  for (const token of tokens.filter(({ type }) => type !== 'space')) {
    const last = runs.at(-1);
    if (token.type !== 'code' || !(token.lang in LANGUAGES)) runs.push(token);
    else if (Array.isArray(last) && !last.some(({ lang }) => lang === token.lang))
      last.push(token as Tokens.Code);
    else runs.push([token as Tokens.Code]);
  }
  return runs.map((run) => (Array.isArray(run) && run.length === 1 && run[0] ? run[0] : run));
}

/** Links the names in code that lead somewhere: types and functions, not texts, nor what fields are called. */
function linkNames(html: string, urlOf: (name: string) => string | undefined): string {
  return html.replaceAll(/(?<!&quot;|[\w&.-])[A-Za-z]\w*(?![\w-]|\??:)/g, (name) => {
    const url = urlOf(name);
    return url ? `<a href="${url}">${name}</a>` : name;
  });
}

/** A table that scrolls by itself where it is too wide, by keyboard too. */
export function tableOf(label: string, header: string, rows: string[]): string {
  return `<div class="table" tabindex="0" role="group" aria-label="${escapeHtml(`Table: ${label}`)}"><table>
<thead><tr>${header}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>
`;
}

function idOf(row: Tokens.TableCell[]): string {
  const id = decisionOf(row);
  return id ? ` id="${id}"` : '';
}

function decisionOf(row: Tokens.TableCell[]): string | undefined {
  const first = plain(row[0]?.text ?? '');
  return DECISION.test(first) ? first : undefined;
}

function sectionsOf(tokens: Token[]): Prose['sections'] {
  const sections: Prose['sections'] = [];
  for (const token of tokens) {
    if (token.type === 'heading') {
      const title = plain(token.text);
      sections.push({ title, anchor: anchorOf(title), depth: token.depth, text: '' });
    } else if (token.type === 'table') {
      for (const row of (token as Tokens.Table).rows) {
        const id = decisionOf(row);
        const text = row.map((cell) => plain(cell.text)).join(' ');
        if (id) sections.push({ title: id, anchor: id, text: text.slice(id.length + 1) });
        else append(sections, text);
      }
    } else append(sections, plain(token.raw));
  }
  return sections;
}

function append(sections: Prose['sections'], text: string): void {
  const last = sections.at(-1);
  if (last) last.text = `${last.text} ${text}`.trim();
}

function anchorOf(title: string): string {
  return slug(title.replaceAll(/[^\p{L}\p{N} -]/gu, ''));
}

function firstSentence(paragraph: Tokens.Paragraph | undefined): string {
  const text = plain(paragraph?.text ?? '');
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, '.') ?? text;
}

/** A text of one line as HTML. */
export function inlineHtml(markdown: string): string {
  return new Marked().parseInline(markdown, { async: false });
}

/** Markdown without its marks. */
export function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]|^[#>|-]+/gm, '')
    .replaceAll('|', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
