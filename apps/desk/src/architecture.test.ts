import { operationTable } from '@service-desk/client';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** The places that may name a resource: the tables, and the folders of what is no record. */
const TABLES = [
  // The kinds of fields, and what each is filled in with.
  /^forms\/(fields|controls)\.tsx?$/,
  /^records\/(kinds|fields|actions)/,
  /^configuration\//,
  /^people\//,
  /^time\//,
  /^shell\/places\.ts$/,
];
/** The places that may know that there is a network: where the client is made, and where its answers are watched. */
const NETWORK = [/^session\.tsx$/, /^live\/pace\.ts$/];

/** Calls that lead from one thing to another, whichever these are; and what no call of v1 finds. */
const OTHERS = new Set(['avatars', 'beetils', 'links', 'knowledgeArticles', 'messages']);
const RESOURCES = new Set(
  Object.keys(operationTable)
    .map((id) => id.split('.')[0] ?? '')
    .filter((name) => !OTHERS.has(name)),
);
/** What a text names a resource by. A "change" is also what a browser calls an event. */
const NAMES = new Set([...RESOURCES, 'incident', 'problem', 'release']);
/** The client's types of resources: `Incident`, `ConfigItemSummary`, `ChangesListQuery`. */
const TYPES =
  /^(Incident|Problem|Change|Release|ConfigItem|ConfigType|Customer|Company|TimeEntry|User|Service)(?!Desk)/;

const sources: Record<string, string> = import.meta.glob(['./**/*.{ts,tsx}', '!./**/*.test.{ts,tsx}'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Says of a part of the code what is wrong with it. */
type Rule = (node: ts.Node) => string | undefined;

/** What a rule finds in the sources outside some places: a line for each file. */
function found(rule: Rule, places: readonly RegExp[]): string[] {
  return Object.entries(sources).flatMap(([key, code]) => {
    const name = key.slice('./'.length);
    const faults = places.some((place) => place.test(name)) ? [] : faultsOf(rule, name, code);
    return faults.length === 0 ? [] : [`${name}: ${faults.join(', ')}`];
  });
}

/** What a rule finds in a file, each with the line where it is first. */
function faultsOf(rule: Rule, name: string, code: string): string[] {
  const file = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true);
  const faults = new Map<string, number>();
  const visit = (node: ts.Node) => {
    const fault = rule(node);
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    if (fault && !faults.has(fault)) faults.set(fault, line + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return Array.from(faults, ([fault, line]) => `${fault} (${line})`);
}

/** What the text of a literal or of an element says; undefined of other nodes. */
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
    return NAMES.has(first) || /\bincidents?\b/i.test(text) ? JSON.stringify(text.trim()) : undefined;
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

test('only the tables, and the folders of configuration, people and time, name a resource', () => {
  expect(found(namedResource, TABLES)).toEqual([]);
});

test('only the client talks to the API', () => {
  expect(found(ownRequest, NETWORK)).toEqual([]);
});

test('the rules find what they are for', () => {
  for (const code of [
    'desk.problems.get(1)',
    'const { changes } = desk',
    "resourceAt(desk, 'releases.comments')",
    '<Link to="/incidents/$id">x</Link>',
    '<p>New incident</p>',
    "import type { ConfigItem } from '@service-desk/client'",
    'queries.timeEntries.list.queryOptions({})',
  ]) {
    expect(faultsOf(namedResource, 'x.tsx', code), code).toHaveLength(1);
  }
  for (const code of ['const changes = threeWay(opened, now)', '<p>Save changes</p>', "on('change')"]) {
    expect(faultsOf(namedResource, 'x.tsx', code), code).toEqual([]);
  }
  for (const code of ['fetch(url)', 'new XMLHttpRequest()', 'const base = `/v1/users.json`']) {
    expect(faultsOf(ownRequest, 'x.tsx', code), code).toHaveLength(1);
  }
});
