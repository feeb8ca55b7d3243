import type { Catalogue, Entry } from './catalogue.ts';
import { FILES, type ProsePage } from './pages.ts';
import { type DocumentedCall, documentedConnection } from './samples/documented-calls.ts';
import { LANGUAGES } from './samples/languages.ts';

/** `llms.txt`: what there is to read, for a reader that is a program. */
export function llmsText({ description, groups }: Catalogue, pages: ProsePage[]): string {
  const { title, summary } = description.info;
  const tags = groups.flatMap((group) => group.tags);
  return `# ${title}

> ${summary}

## Guide

${pages.map((page) => `- [${page.title}](${page.name}.md): ${page.lead}`).join('\n')}

## Description

${FILES.map(({ file, purpose }) => `- [${file}](${file}): for ${purpose}`).join('\n')}
- [llms-full.txt](llms-full.txt): the guide, and each operation with its input and a call

## Operations

${tags.map(({ name, entries }) => `### ${name}\n\n${entries.map(line).join('\n')}`).join('\n\n')}
`;
}

function line({ id, method, path, summary }: Entry): string {
  return `- ${id} (${method} ${path}): ${summary}`;
}

/** `llms-full.txt`: the guide as it is written, and each operation with its input and a call in curl and TypeScript. */
export function llmsFullText(
  { description, entries }: Catalogue,
  pages: ProsePage[],
  calls: DocumentedCall[],
): string {
  const samples = new Map(
    calls.map((call) => {
      const connection = documentedConnection(description, call);
      const inShell = LANGUAGES.curl.sample(call, connection);
      const inTypeScript = LANGUAGES.typescript.sample(call, connection);
      return [call.operation, `\`\`\`sh\n${inShell}\n\`\`\`\n\n\`\`\`ts\n${inTypeScript}\n\`\`\``];
    }),
  );
  const operations = entries.map((entry) =>
    [
      `## ${entry.id}: ${entry.summary}`,
      `\`${entry.method} ${entry.path}\``,
      entry.description,
      inputs(entry),
      samples.get(entry.id),
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  const guide = pages.filter(({ listing }) => !listing).map(({ markdown }) => markdown.trim());
  return `${[...guide, `# ${description.info.title}: operations`, ...operations].join('\n\n')}\n`;
}

function inputs(entry: Entry): string {
  return [...entry.inputs]
    .map(([name, { description = '' }]) => `- \`${name}\`: ${description.split('\n')[0]}`)
    .join('\n');
}
