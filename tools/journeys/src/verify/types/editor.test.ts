import { commentText } from '@service-desk/codegen/comment';
import { readDescription, resolve, type Schema, toGenerateFrom } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { answerOf, bodyOf, queryOf } from './fields.ts';
import { openProject } from './project.ts';

const description = toGenerateFrom(readDescription());
const operations = operationsOf(description);

/** What stands below each name: `incidents` has `list`, `comments` and others, `incidents.comments` its own. */
const below = new Map<string, Set<string>>();
for (const { id } of operations) {
  const names = id.split('.');
  for (const [depth, name] of names.entries()) {
    const place = names.slice(0, depth).join('.');
    below.set(place, (below.get(place) ?? new Set()).add(name));
  }
}

/** A line of a program with the place that is pointed at, and the description's text for it. */
interface Pointed {
  before: string;
  name: string;
  after?: string;
  words: string | undefined;
}

const methods = operations.map(({ id, summary, description: text }): Pointed => {
  const [, before = '', name = ''] = /^(.*\.)(\w+)$/.exec(id) ?? [];
  return { before: `desk.${before}`, name, words: `${summary} ${text}` };
});

/** Every field of every input, as it is written in a call. */
const written = operations.flatMap((operation) => {
  const { id, ids } = operation;
  const before = `desk.${id}(${ids.map(() => 'null!, ').join('')}{ `;
  const fields = bodyOf(description, operation)?.properties ?? queryOf(operation);
  return Object.entries(fields).map(([name, schema]): Pointed => {
    return { before, name, after: ': null! })', words: wordsOf(schema) };
  });
});

/** Every field of every result, as it is read. */
const read = operations.flatMap((operation) => {
  const { id, ids, result, body } = operation;
  const call = `desk.${id}(${[...ids, ...(body ? ['input'] : [])].map(() => 'null!').join(', ')})`;
  const before = `(await ${call})${result.paged ? '.items' : ''}${result.list ? '[0]!' : ''}.`;
  return Object.entries(answerOf(description, operation).properties).map(([name, schema]): Pointed => {
    return { before, name, words: wordsOf(schema) };
  });
});

/** The words of a field: its own, else those of what it refers to. */
function wordsOf(schema: Schema): string | undefined {
  return schema.description ?? commentText(resolve(description, schema));
}

const HEAD = "import type { ServiceDesk } from '@service-desk/client'; declare const desk: ServiceDesk;\n";
const pointed = [...methods, ...written, ...read];
const { service, pathOf } = openProject({
  'places.ts': `${HEAD}${[...below.keys()].map((place) => `desk.${place && `${place}.`};`).join('\n')}\n`,
  'pointed.ts': `${HEAD}${pointed.map(({ before, name, after = '' }) => `${before}${name}${after};`).join('\n')}\n`,
});

/** The place in a file of what begins so many characters after the start of a line. */
function positionIn(file: string, line: number, column: number): number {
  return service.getProgram()?.getSourceFile(pathOf(file))?.getPositionOfLineAndCharacter(line, column) ?? 0;
}

test('completion offers what the description has, and nothing else', () => {
  const offered = [...below.keys()].map((place, index) => {
    const column = `desk.${place && `${place}.`}`.length;
    const found = service.getCompletionsAtPosition(
      pathOf('places.ts'),
      positionIn('places.ts', index + 1, column),
      undefined,
    );
    return [place, found?.entries.map(({ name }) => name).toSorted()];
  });
  console.log(`${offered.length} places`);
  expect(offered).toEqual(
    Array.from(below, ([place, names]) => [place, [...names, ...(place === '' ? ['raw'] : [])].toSorted()]),
  );
});

/** The words of a tooltip. */
function wordsShown({
  documentation,
  tags = [],
}: Partial<ts.QuickInfo | ts.CompletionEntryDetails> = {}): string {
  const described = tags.filter(({ name }) => name === 'description').map(({ text }) => text);
  return [documentation, ...described]
    .map((parts) => ts.displayPartsToString(parts))
    .join(' ')
    .trim();
}

test.each([
  ['method', methods],
  ['field of an input', written],
  ['field of a result', read],
])('every %s has the words of the description', (kind, rows) => {
  const silent = rows.filter((row) => {
    const position = positionIn('pointed.ts', pointed.indexOf(row) + 1, row.before.length);
    const pointedAt = service.getQuickInfoAtPosition(pathOf('pointed.ts'), position);
    // Of a field that alternatives have in forms of their own, TypeScript has words where it is completed.
    const completed = () =>
      service.getCompletionEntryDetails(
        pathOf('pointed.ts'),
        position,
        row.name,
        {},
        undefined,
        {},
        undefined,
      );
    const shown = wordsShown(pointedAt) || wordsShown(completed());
    return !row.words || plain(shown) !== plain(row.words);
  });
  console.log(`${rows.length - silent.length} of ${rows.length}: ${kind}`);
  expect(silent.map(({ before, name, words }) => `${before}${name}: ${words}`)).toEqual([]);
});

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
