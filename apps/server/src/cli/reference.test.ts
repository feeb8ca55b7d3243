import { createRequire } from 'node:module';
import path from 'node:path';
import type { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from './program.ts';

const page = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json')),
  'docs/commands.md',
);

/** The options described once, above all commands. */
const COMMON = ['--account', '--json', '--data-dir', '--database-url', '--config', '--yes'];

const INTRODUCTION = `# Commands

The commands do what v1 has no call for: they manage accounts, users, services and everything that these need. They work
on the database while servers run, which see the changes with their next request. Each command is atomic.

Arguments refer to people and things by id or by name, ignoring case. If two have the same name, the command asks for the
id. Dates without an offset are in the time zone of the account.

| option | meaning |
|---|---|
| \`--account <account>\` | the account, by id or name; optional if there is only one |
| \`--json\` | prints JSON, for programs: an object, or a list of them |
| \`--yes\` | required if the command cannot be undone |
| \`--data-dir <value>\`, \`--database-url <value>\`, \`--config <file>\` | where the database is, as for \`serve\` |

The exit code is 0 for success, 1 for a failure, and 2 for an invalid command or setting. Errors are printed to the standard
error, one per line.`;

/** The reference of the program in Markdown. */
function referenceOf(program: Command): string {
  const nouns = program.commands.map((noun) =>
    [
      `## ${noun.name()}`,
      noun.description(),
      ...(noun.commands.length > 0 ? noun.commands.map(commandOf) : [optionsOf(noun)]),
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  return `${[INTRODUCTION, ...nouns].join('\n\n')}\n`;
}

function commandOf(command: Command): string {
  const needed = command.options.filter((option) => option.mandatory).map(({ flags }) => flags);
  const words = [
    command.parent?.name(),
    command.name(),
    ...command.registeredArguments.map((argument) => {
      const name = argument.variadic ? `${argument.name()}...` : argument.name();
      return argument.required ? `<${name}>` : `[${name}]`;
    }),
    ...needed,
  ];
  const heading = `### ${command.parent?.name()} ${command.name()}`;
  const usage = `\`\`\`\nservice-desk ${words.join(' ')}\n\`\`\``;
  return [heading, command.description(), usage, optionsOf(command)].filter(Boolean).join('\n\n');
}

/** The options of a command. Those that it shares with `serve` are only named. */
function optionsOf(command: Command): string {
  const serve = command.parent?.commands.find((each) => each.name() === 'serve' && each !== command);
  const isShared = ({ flags }: Option) => serve?.options.some((option) => option.flags === flags) ?? false;
  const own = command.options.filter(({ long }) => !COMMON.includes(long ?? ''));
  const rows = own.filter((option) => !isShared(option)).map(rowOf);
  const shared = own.filter(isShared).map(({ long }) => `\`${long}\``);
  return [
    ...(rows.length > 0 ? [['| option | meaning |', '|---|---|', ...rows].join('\n')] : []),
    ...(shared.length > 0 ? [`As \`serve\`: ${shared.join(', ')}.`] : []),
  ].join('\n\n');
}

function rowOf({ flags, description, argChoices, defaultValue }: Option): string {
  const choices = argChoices?.filter(Boolean).map((choice) => `\`${choice}\``);
  const defaultText = defaultValue === undefined ? '' : `; \`${defaultValue}\` by default`;
  const meaning = choices ? `${description}: ${choices.join(', ')}` : description;
  return `| \`${flags}\` | ${meaning}${defaultText} |`;
}

test('the page of commands is up to date (vitest -u writes it)', async () => {
  await expect(referenceOf(createProgram())).toMatchFileSnapshot(page);
});
