/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Findable } from '../search.ts';
import { documented } from './documented-provider.ts';
import type { SearchEngine } from './search-engine.ts';

const MOST = 20;

const page = document.documentElement;
const search = document.querySelector('search') as HTMLElement;
/** The way to the site's root. */
const root = search.dataset.root ?? '';
const input = document.getElementById('query') as HTMLInputElement;
const found = document.getElementById('found') as HTMLElement;
const status = found.querySelector('p') as HTMLElement;
const list = found.querySelector('ol') as HTMLElement;

/** The index is fetched and built when a reader begins to search. */
let engine: Promise<SearchEngine> | undefined;

async function build(): Promise<SearchEngine> {
  const [{ createEngine }, answer] = await Promise.all([
    import('./search-engine.ts'),
    fetch(`${root}search.json`),
  ]);
  return createEngine((await answer.json()) as Findable[]);
}

async function show(): Promise<void> {
  const query = input.value.trim();
  if (query === '') return close();
  engine ??= build();
  const results = (await engine)(query);
  // Another letter may have been typed meanwhile.
  if (query !== input.value.trim()) return;
  status.textContent = results.length === 0 ? 'Nothing found' : `${results.length} found`;
  list.replaceChildren(...results.slice(0, MOST).map(item));
  found.hidden = false;
}

function item({ title, url, kind, where, text }: Findable): HTMLElement {
  const link = document.createElement('a');
  link.href = root + url;
  const name = document.createElement('b');
  name.textContent = title;
  const kindLabel = document.createElement('i');
  kindLabel.textContent = where ? `${kind} of ${where}` : kind;
  const about = document.createElement('span');
  about.textContent = text.length > 140 ? `${text.slice(0, 140)}…` : text;
  link.append(name, ' ', kindLabel, about);
  const entry = document.createElement('li');
  entry.append(link);
  return entry;
}

function close(): void {
  found.hidden = true;
  list.replaceChildren();
}

/** Moves through the results with the arrows, and out of them with Escape. */
function move(event: KeyboardEvent): void {
  const stops = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement as HTMLInputElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === 'Escape') {
    input.focus();
    close();
  } else if (step && !found.hidden && stops[at + step]) {
    event.preventDefault();
    stops[at + step]?.focus();
  }
}

search.hidden = false;
input.addEventListener('input', show);
search.addEventListener('keydown', move);
document.addEventListener('keydown', (event) => {
  const typing = (event.target as HTMLElement).matches('input, textarea, select');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  input.focus();
});
document.addEventListener('click', ({ target }) => {
  if (!search.contains(target as Node)) close();
});

/** The switch of the colours. The reference has none: Redoc brings its own. */
const colours = document.getElementById('colours');
const dark = matchMedia('(prefers-color-scheme: dark)');

function isDark(): boolean {
  return page.classList.contains('dark') || (dark.matches && !page.classList.contains('light'));
}

function label(): void {
  if (!colours) return;
  colours.hidden = false;
  colours.textContent = isDark() ? 'Light' : 'Dark';
  colours.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
}

colours?.addEventListener('click', () => {
  const mode = isDark() ? 'light' : 'dark';
  page.classList.remove('light', 'dark');
  page.classList.add(mode);
  localStorage.setItem('redoc.colorMode', mode);
  label();
});
dark.addEventListener('change', label);
label();

/** Adds a button that copies a block of code. */
function addCopyButton(block: Element): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.querySelector('code')?.textContent ?? '');
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  block.append(button);
}
for (const block of document.querySelectorAll('.code')) addCopyButton(block);

const LANGUAGE = 'docs.language';

/** Shows the samples of a list in one language, which all lists of the page share and the browser keeps. */
function chooseLanguage(language: string): void {
  for (const list of document.querySelectorAll('.languages')) {
    const codes = [...list.querySelectorAll<HTMLElement>('code')];
    const chosen = codes.find(({ dataset }) => dataset.language === language) ?? codes[0];
    for (const code of codes) (code.closest('.code') as HTMLElement).hidden = code !== chosen;
    for (const button of list.querySelectorAll('.choose button')) {
      button.setAttribute('aria-pressed', String(button.textContent === chosen?.dataset.language));
    }
  }
}

function addChoice(list: Element): void {
  const choice = document.createElement('p');
  choice.className = 'choose';
  for (const { dataset } of list.querySelectorAll<HTMLElement>('code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = dataset.language ?? '';
    button.addEventListener('click', () => {
      const { top } = list.getBoundingClientRect();
      localStorage.setItem(LANGUAGE, button.textContent ?? '');
      chooseLanguage(button.textContent ?? '');
      // The lists above may have become shorter or longer.
      scrollBy(0, list.getBoundingClientRect().top - top);
    });
    choice.append(button);
  }
  list.prepend(choice);
}
for (const list of document.querySelectorAll('.languages')) addChoice(list);
chooseLanguage(localStorage.getItem(LANGUAGE) ?? 'curl');

/** The chapters stand beside the text where there is room. */
const chapters = document.querySelector<HTMLDetailsElement>('.chapters details');
const wide = matchMedia('(min-width: 80rem)');
function unfoldChapters(): void {
  if (chapters) chapters.open = wide.matches;
}
wide.addEventListener('change', unfoldChapters);
unfoldChapters();
chapters?.addEventListener('click', ({ target }) => {
  if ((target as Element).matches('a') && !wide.matches) chapters.open = false;
});

/** An operation named in the address is shown, though its group is folded. */
function unfold(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const group = target?.closest('details');
  if (!group) return;
  group.open = true;
  target?.scrollIntoView();
}
addEventListener('hashchange', unfold);
unfold();

const samples = [...document.querySelectorAll('main pre code')].filter((code) =>
  code.textContent.includes(documented.baseUrl),
);
if (samples.length > 0) {
  import('./prose-samples.ts').then(({ followConnection }) => followConnection(samples, root));
}
