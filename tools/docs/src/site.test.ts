import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDescription } from '@service-desk/description/description';
import { validatorsOf } from '@service-desk/description/validators';
import { FLAVOURS } from '@service-desk/spec-rules/flavours';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createEngine } from './browser/search-engine.ts';
import { catalogueOf, type SiteDescription } from './catalogue.ts';
import { clientReference, clientSources } from './client-pages.ts';
import { decisionsOf, isGeneral, touching } from './decisions.ts';
import { PROSE } from './pages.ts';
import { proseReader } from './prose.ts';
import { workflowsOf } from './recipes.ts';
import type { Findable } from './search.ts';
import { writeSite } from './site.ts';

const require = createRequire(import.meta.url);
const specFolder = path.dirname(require.resolve('@service-desk/spec/package.json'));
const prose = path.join(specFolder, 'docs');
const description = readDescription() as SiteDescription;
const readProse = proseReader(specFolder, description);
const client = clientReference(clientSources());
const { entries, webhooks, referenceGroups } = catalogueOf(description);
const inReference = referenceGroups.flatMap(({ tags }) => tags.flatMap((tag) => tag.entries));

/** Readers of YAML 1.1 in other languages, where they are installed: each writes what it reads as JSON. */
const OTHER_READERS = [
  [
    'python3',
    '-c',
    `
import json, sys
try: import yaml
except ImportError: sys.exit(99)
json.dump(yaml.load(sys.stdin, getattr(yaml, 'CSafeLoader', yaml.SafeLoader)), sys.stdout)`,
  ],
  ['ruby', '-ryaml', '-rjson', '-e', 'puts JSON.generate(YAML.safe_load($stdin.read))'],
] as const;
const NOT_INSTALLED = 99;

let site: string;
let documents: string[];
/** What Redoc is given. */
let parts: string[];
const read = (file: string) => readFileSync(path.join(site, file), 'utf8');

beforeAll(() => {
  site = mkdtempSync(path.join(tmpdir(), 'service-desk-site-'));
  const workflows = workflowsOf(specFolder);
  writeSite({ description, readProse, workflows, redoc: 'export function init() {}', client }, site);
  documents = globSync('**/*.html', { cwd: site });
  parts = globSync('reference/*.json', { cwd: site });
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

const anchors = new Map<string, Set<string>>();

function anchorsOf(file: string): Set<string> {
  const known =
    anchors.get(file) ?? new Set([...read(file).matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id));
  anchors.set(file, known);
  return known;
}

/** What keeps an address from leading somewhere; undefined when it does. */
function fault(from: string, href: string): string | undefined {
  if (/^(?:https?|mailto|data):/.test(href)) return undefined;
  const [address = '', fragment] = href.split('#');
  const file = path.join(path.dirname(from), address || path.basename(from));
  const target = /\/$|^\.$/.test(address) || file === '.' ? path.join(file, 'index.html') : file;
  if (!existsSync(path.join(site, target))) return `${from}: ${href} is no file`;
  if (!fragment) return undefined;
  const known = fragment.startsWith('/')
    ? inReference.some(({ url }) => `${url}/`.startsWith(`reference/#${fragment}/`))
    : anchorsOf(target).has(fragment);
  return known ? undefined : `${from}: ${href} names nothing there`;
}

/** What Redoc reads as Markdown: the descriptions. A pattern is none, though it may look like a link. */
function textsOf(node: object): string[] {
  return Object.entries(node).flatMap(([key, part]) => {
    if (typeof part === 'object' && part !== null) return textsOf(part);
    return key === 'description' && typeof part === 'string' ? [part] : [];
  });
}

describe('the site', () => {
  test('every link leads somewhere', () => {
    const links = documents.flatMap((from) =>
      [...read(from).matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, href = '']) => ({ from, href })),
    );
    const quoted = parts.flatMap((part) =>
      textsOf(JSON.parse(read(part))).flatMap((text) =>
        [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, href = '']) => ({ from: 'reference/index.html', href })),
      ),
    );
    expect(quoted.length).toBeGreaterThan(entries.length);
    expect(links.length).toBeGreaterThan(entries.length * 2);
    expect([...links, ...quoted].flatMap(({ from, href }) => fault(from, href) ?? [])).toEqual([]);
  });

  test('nothing is fetched from elsewhere', () => {
    const fetched = documents.flatMap((file) =>
      [...read(file).matchAll(/<(?:link|script|img|iframe)[^>]* (?:href|src)="([^"]*)"/g)].map(
        ([, url = '']) => url,
      ),
    );
    const styled = [...read('site.css').matchAll(/url\(([^)]*)\)/g)].map(([, url = '']) => url);
    expect([...fetched, ...styled].filter((url) => /^(?:\w+:)?\/\//.test(url))).toEqual([]);
  });

  test('all operations stand in the index, without JavaScript', () => {
    const index = read('index.html');
    expect(entries.filter(({ id, url }) => !index.includes(`<li id="${id}"><a href="${url}">`))).toEqual([]);
    expect([...index.matchAll(/<li id="/g)]).toHaveLength(entries.length);
  });

  test('every page of prose is a page of the site, with its text in the document', () => {
    const written = globSync('*.md', { cwd: prose }).map((file) => path.basename(file, '.md'));
    expect(written.filter((name) => name !== 'introduction').toSorted()).toEqual([...PROSE].toSorted());
    for (const name of PROSE) {
      const last = readProse(`${name}.md`).trim().split('\n').at(-1) ?? '';
      const words = last.match(/\p{L}{4,}/gu) ?? [];
      for (const word of words) expect(read(`${name}.html`)).toContain(word);
    }
  });

  test('a page of three chapters or more lists them', () => {
    const guide = documents.filter((file) => !/^(?:index|reference)/.test(file));
    const chapters = guide.map((file) => {
      const text = read(file);
      const [, list = ''] = /<nav class="chapters"[^>]*>([\s\S]*?)<\/nav>/.exec(text) ?? [];
      const [own, listed] = [
        [...text.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id),
        [...list.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id),
      ];
      return { file, own: own.length < 3 ? [] : own, listed };
    });
    expect(chapters.filter(({ listed }) => listed.length > 0).length).toBeGreaterThan(10);
    expect(chapters.map(({ file, listed }) => [file, listed])).toEqual(
      chapters.map(({ file, own }) => [file, own]),
    );
  });

  test('every block of code can be copied', () => {
    for (const file of documents) {
      const text = read(file);
      expect(text.match(/<div class="code"><pre /g)?.length).toBe(text.match(/<pre/g)?.length);
    }
  });

  test('no page shows the marks of Markdown', () => {
    const shown = documents.map((file) => [file, read(file).replaceAll(/<(pre|script)[\s\S]*?<\/\1>/g, '')]);
    expect(shown.filter(([, text]) => /`|\]\(/.test(text ?? '')).map(([file]) => file)).toEqual([]);
  });

  test('every workflow is a recipe, and can be downloaded', () => {
    const files = globSync('workflows/*.yaml', { cwd: specFolder });
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(read(file)).toBe(readFileSync(path.join(specFolder, file), 'utf8'));
      expect(read('recipes.html')).toContain(`href="${file}"`);
    }
  });

  test('every release stands in the changelog', () => {
    const headings = [...read('changelog.html').matchAll(/<h2 id="[^"]+">(\d\S+)</g)];
    const kept = globSync('releases/*.md', { cwd: specFolder }).map((file) => path.basename(file, '.md'));
    expect(kept.length).toBeGreaterThan(0);
    expect(headings.map(([, version]) => version).toSorted()).toEqual(kept.toSorted());
  });

  test('llms.txt names every operation, llms-full.txt how to call it', () => {
    const [short, full] = [read('llms.txt'), read('llms-full.txt')];
    expect(entries.filter(({ id }) => !short.includes(`- ${id} (`) || !full.includes(`\n## ${id}:`))).toEqual(
      [],
    );
  });

  test.each(FLAVOURS)('$file is the one of the package, and is offered', ({ file }) => {
    expect(JSON.parse(read(file))).toEqual(require(`@service-desk/spec/${file}`));
    for (const page of ['index.html', 'llms.txt', 'generators.html']) expect(read(page)).toContain(file);
  });

  test('the description in YAML is the same to readers of YAML 1.1 and 1.2', () => {
    const published: object = require('@service-desk/spec/openapi.json');
    const text = read('openapi.yaml');
    expect(parse(text, { version: '1.2' })).toEqual(published);
    expect(parse(text, { version: '1.1' })).toEqual(published);
    for (const [command, ...args] of OTHER_READERS) {
      const { error, status, stdout, stderr } = spawnSync(command, args, {
        input: text,
        maxBuffer: 2 ** 26,
        encoding: 'utf8',
      });
      if (error || status === NOT_INSTALLED) continue;
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual(published);
    }
  });

  test('every operation of the reference has the call that its samples are made from', () => {
    const calls = parts
      .map((part) => JSON.parse(read(part)) as SiteDescription)
      .flatMap(({ paths }) => Object.values(paths))
      .flatMap((item) => Object.values(item))
      .flatMap((operation) => ('x-call' in operation ? [operation['x-call']] : []));
    expect(calls).toHaveLength(entries.length);
  });
});

describe('the webhooks in the reference', () => {
  const shown = () => {
    const { webhooks: inPart = {} } = JSON.parse(read('reference/webhooks.json')) as SiteDescription;
    return inPart;
  };

  test('are those of the description, each with its place, its payload and its headers', () => {
    const types = Object.keys(description.webhooks ?? {});
    expect(types.length).toBeGreaterThan(30);
    expect(Object.keys(shown())).toEqual(types);
    expect(webhooks.map(({ type }) => type)).toEqual(types);
    const [, places = ''] = /id="places">(.*)<\/script>/.exec(read('reference/index.html')) ?? [];
    expect(JSON.parse(places).webhooks.webhooks).toEqual(types.map((type) => `webhooks.${type}`));
    for (const [type, { post }] of Object.entries(shown())) {
      const { schema } = post?.requestBody?.content['application/json'] ?? {};
      expect(schema?.properties?.type?.const, type).toBe(type);
      expect(post?.parameters, type).toHaveLength(3);
      expect(post, type).not.toHaveProperty('x-call');
    }
  });

  test('have an example that fits the payload', () => {
    const { errorsOf } = validatorsOf(description);
    for (const [type, { post }] of Object.entries(shown())) {
      const at = `#/webhooks/${type}/post/requestBody/content/application~1json/schema`;
      const { examples = {} } = post?.requestBody?.content['application/json'] ?? {};
      expect(Object.keys(examples), type).toHaveLength(1);
      for (const { value } of Object.values(examples)) expect(errorsOf(at, value), type).toEqual([]);
    }
  });

  test('are linked from their page', () => {
    expect(read('webhooks.html')).toContain('href="reference/#/webhooks"');
  });
});

describe('the search', () => {
  const find = (query: string): Findable | undefined =>
    createEngine(JSON.parse(read('search.json')) as Findable[])(query)[0];

  test.each([
    ['update an incident', { kind: 'operation', url: 'reference/#/incidents/incidents.update' }],
    [
      'incidents.comments.create',
      { kind: 'operation', url: 'reference/#/incident-notes/incidents.comments.create' },
    ],
    ['incident.note_added', { kind: 'webhook', url: 'reference/#/webhooks/webhooks.incident.note_added' }],
    ['due_to_escalate_at', { kind: 'field', title: 'due_to_escalate_at' }],
    ['selected_user_id', { kind: 'field', title: 'selected_user_id' }],
    ['avatar sizes', { kind: 'page', url: 'avatars.html' }],
    ['lists.4', { kind: 'page', url: 'limitations.html#lists.4' }],
    ['rate limt', { kind: 'page', title: 'Rate limits' }],
    ['RateLimitError', { kind: 'page', url: 'client.html#ratelimiterror' }],
    ['IncidentWrite', { kind: 'page', url: 'client-types.html#incidentwrite' }],
    ['closure_code', { kind: 'field', title: 'closure_code', where: expect.stringContaining('Incidents') }],
    ['createQueries', { kind: 'page', url: 'client.html#createqueries' }],
  ])('finds "%s"', (query, expected) => {
    expect(find(query)).toMatchObject(expected);
  });

  test('says whose fields of one name are', () => {
    const all = JSON.parse(read('search.json')) as Findable[];
    const fields = all.filter(({ title }) => title === 'closure_code').map(({ where }) => where);
    expect(fields.length).toBeGreaterThan(1);
    expect(new Set(fields).size).toBe(fields.length);
  });

  test('finds what is there before what has changed', () => {
    const all = JSON.parse(read('search.json')) as Findable[];
    const changes = all.filter(({ url }) => url.startsWith('changelog.html'));
    expect(changes.length).toBeGreaterThan(1);
    expect(changes.filter(({ text }) => text !== '')).toEqual([]);
  });
});

describe('the decisions', () => {
  const decisions = decisionsOf(readProse('limitations.md'));
  const touched = touching(decisions, entries);

  test('each concerns every operation, or touches one', () => {
    const found = new Set([...touched.values()].flat());
    const lost = decisions.filter((decision) => !isGeneral(decision) && !found.has(decision));
    expect(lost, 'decisions.ts says what a topic concerns that is named after no resource').toEqual([]);
  });

  test.each([
    ['incidents.list', ['lists.3', 'lists.4'], ['incidents.3', 'lists.9', 'watches.1']],
    ['incidents.update', ['incidents.3', 'due.2', 'writes.8'], ['lists.4', 'notes.1']],
    ['incidents.comments.create', ['notes.6'], ['incidents.3']],
    ['users.list', ['lists.9', 'people.1'], ['lists.3']],
  ])('%s names %j, not %j', (operation, named, others) => {
    const ids = touched.get(operation)?.map(({ id }) => id) ?? [];
    expect(ids).toEqual(expect.arrayContaining(named));
    expect(ids.filter((id) => others.includes(id))).toEqual([]);
  });
});
