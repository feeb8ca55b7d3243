import { operationTable } from '@service-desk/client';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** Files that may name a resource: the tables, and the folders of resources that are not records. */
const MAY_NAME_RESOURCES = [
  // The field types and their controls.
  /^forms\/(fields|form-state|controls)\.tsx?$/,
  /^records\/(kinds|actions)/,
  /^configuration\//,
  /^people\//,
  /^time\//,
  /^shell\/navigation\.ts$/,
];
/** Files that may use the network: one creates the client, the other reads the headers of its responses. */
const MAY_USE_NETWORK = [/^session\.tsx$/, /^live\/rate-limit\.ts$/];

/** Resources that any page may name: lookups and links work for all kinds of records. */
const GENERIC_RESOURCES = new Set(['avatars', 'beetils', 'links', 'knowledgeArticles', 'messages']);
const RESOURCES = new Set(
  Object.keys(operationTable)
    .map((id) => id.split('.')[0] ?? '')
    .filter((name) => !GENERIC_RESOURCES.has(name)),
);
/** Words that name a resource in a text. "change" is not among them, since it is also a browser event. */
const RESOURCE_WORDS = new Set([...RESOURCES, 'incident', 'problem', 'release']);
/** The client's types of resources: `Incident`, `ConfigItemSummary`, `ChangesListQuery`. */
const TYPES =
  /^(Incident|Problem|Change|Release|ConfigItem|ConfigType|Customer|Company|TimeEntry|User|Service)(?!Desk)/;

const sources: Record<string, string> = import.meta.glob(['./**/*.{ts,tsx}', '!./**/*.test.{ts,tsx}'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Returns the violation in a node, if there is one. */
type Rule = (node: ts.Node) => string | undefined;

/** The violations of a rule outside the allowed files, one line per file. */
function violations(rule: Rule, allowed: readonly RegExp[]): string[] {
  return Object.entries(sources).flatMap(([key, code]) => {
    const name = key.slice('./'.length);
    const found = allowed.some((file) => file.test(name)) ? [] : violationsIn(rule, name, code);
    return found.length === 0 ? [] : [`${name}: ${found.join(', ')}`];
  });
}

/** The violations in a file, each with the line of its first occurrence. */
function violationsIn(rule: Rule, name: string, code: string): string[] {
  const file = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true);
  const found = new Map<string, number>();
  const visit = (node: ts.Node) => {
    const violation = rule(node);
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    if (violation && !found.has(violation)) found.set(violation, line + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return Array.from(found, ([violation, line]) => `${violation} (${line})`);
}

/** The text of a literal or of JSX; undefined for other nodes. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node.parent ?? node)) return undefined;
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node) || ts.isTemplateHead(node)) return node.text;
  return ts.isTemplateMiddleOrTemplateTail(node) ? node.text : undefined;
}

/** Whether an expression is the client or its queries: `desk`, `api.queries`, `deskFor(token)`. */
function isClient(node: ts.Node): boolean {
  return /(^|\.)(desk|queries)$|^(deskFor|createQueries|createServiceDesk)\(/.test(node.getText());
}

const namedResource: Rule = (node) => {
  const text = textOf(node);
  if (text !== undefined) {
    const [first = ''] = text.replace(/^\//, '').split(/[./]/);
    return RESOURCE_WORDS.has(first) || /\bincidents?\b/i.test(text)
      ? JSON.stringify(text.trim())
      : undefined;
  }
  if (ts.isImportSpecifier(node)) {
    const { moduleSpecifier } = node.parent.parent.parent;
    const isOfClient = moduleSpecifier.getText().includes('@service-desk/client');
    const { text } = node.propertyName ?? node.name;
    return isOfClient && TYPES.test(text) ? `type ${text}` : undefined;
  }
  if (ts.isPropertyAccessExpression(node) && RESOURCES.has(node.name.text) && isClient(node.expression)) {
    return node.getText();
  }
  if (ts.isBindingElement(node) && ts.isVariableDeclaration(node.parent.parent)) {
    const { initializer } = node.parent.parent;
    const name = (node.propertyName ?? node.name).getText();
    return initializer && isClient(initializer) && RESOURCES.has(name) ? `{ ${name} }` : undefined;
  }
  return ts.isIdentifier(node) && /incident(?!al)/i.test(node.text) && !ts.isImportSpecifier(node.parent)
    ? node.text
    : undefined;
};

const ownRequest: Rule = (node) => {
  const text = textOf(node);
  if (text !== undefined) return /\/v1(\W|$)/.test(text) ? JSON.stringify(text) : undefined;
  const isRequest = /^(fetch|XMLHttpRequest|EventSource|WebSocket|sendBeacon)$/;
  return ts.isIdentifier(node) && isRequest.test(node.text) ? node.text : undefined;
};

/** A sentence with a name from the code, such as one that a rename has changed by accident. */
const internalName: Rule = (node) => {
  const text = textOf(node);
  return text !== undefined && /\S\s+[a-z]+[A-Z][A-Za-z]*\b/.test(text)
    ? JSON.stringify(text.trim())
    : undefined;
};

test('only the tables, and the folders of configuration, people and time, name a resource', () => {
  expect(violations(namedResource, MAY_NAME_RESOURCES)).toEqual([]);
});

test('only the client calls the API', () => {
  expect(violations(ownRequest, MAY_USE_NETWORK)).toEqual([]);
});

test('each exception is for a file that exists', () => {
  const names = Object.keys(sources).map((key) => key.slice('./'.length));
  for (const file of [...MAY_NAME_RESOURCES, ...MAY_USE_NETWORK])
    expect(
      names.filter((name) => file.test(name)),
      String(file),
    ).not.toEqual([]);
});

test('no text of the interface has an internal name', () => {
  expect(violations(internalName, [])).toEqual([]);
});

test('the rules report violations, and accept code that only looks like one', () => {
  for (const code of [
    'desk.problems.get(1)',
    'const { changes } = desk',
    "resourceAt(desk, 'releases.comments')",
    '<Link to="/incidents/$id">x</Link>',
    '<p>New incident</p>',
    "import type { ConfigItem } from '@service-desk/client'",
    'queries.timeEntries.list.queryOptions({})',
  ]) {
    expect(violationsIn(namedResource, 'x.tsx', code), code).toHaveLength(1);
  }
  for (const code of ['const changes = threeWay(opened, now)', '<p>Save changes</p>', "on('change')"]) {
    expect(violationsIn(namedResource, 'x.tsx', code), code).toEqual([]);
  }
  for (const code of ['fetch(url)', 'new XMLHttpRequest()', 'const base = `/v1/users.json`']) {
    expect(violationsIn(ownRequest, 'x.tsx', code), code).toHaveLength(1);
  }
  expect(violationsIn(internalName, 'x.tsx', "hint: '{me} is fillPlaceholders in.'")).toHaveLength(1);
  expect(violationsIn(internalName, 'x.tsx', "field('text', 'External e-mail')")).toEqual([]);
});
