import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FLAVOURS } from '@service-desk/spec-rules/flavours';
import type { Generator } from './generators.ts';
import { HERE } from './run.ts';

/** What came of one flavour with one generator. */
export interface Cell {
  /** The result as a text, if it was neither compiled nor called. */
  verdict?: string;
  /** How many errors the compiler reported. */
  errors?: number;
  /** How many calls succeeded, of how many. */
  calls?: number;
  of?: number;
  /** The first thing that went wrong. */
  fault?: string;
}

export interface Row {
  generator: Generator;
  cells: Readonly<Record<string, Cell>>;
}

const { devDependencies } = JSON.parse(readFileSync(path.join(HERE, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

/** The table as it is in the docs. */
export function tableOf(rows: readonly Row[]): string {
  const names = FLAVOURS.map(({ name }) => name);
  const lines = rows.map(({ generator, cells }) => {
    const version = versionOf(generator.package ?? generator.name);
    return `| ${generator.name} ${version} | ${generator.language} | ${names.map((name) => textOf(cells[name])).join(' | ')} |`;
  });
  const files = FLAVOURS.map(({ file }) => `\`${file}\``);
  return [
    `| generator | writes | ${files.join(' | ')} |`,
    `|---|---|${files.map(() => '---|').join('')}`,
    ...lines,
  ].join('\n');
}

/** The version that is installed; that of openapi-generator is after the one of its npm package. */
function versionOf(name: string): string {
  return (devDependencies[name] ?? '').replace(/^1\.0\.18-/, '');
}

function textOf(cell: Cell | undefined): string {
  if (!cell) return 'not run';
  const { verdict, errors = 0, calls, of } = cell;
  if (verdict !== undefined) return verdict;
  const compiled = errors === 0 ? 'compiles' : `${errors} ${errors === 1 ? 'error' : 'errors'}`;
  return calls === undefined ? compiled : `${compiled}, ${calls} of ${of} calls`;
}

const [START, END] = ['<!-- table of tools/generators -->', '<!-- end of the table -->'];

/** The page with a table in place of the one that it has. */
export function pageWith(text: string, table: string): string {
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`the page has no ${START} and ${END}`);
  return `${text.slice(0, from + START.length)}\n${table}\n${text.slice(to)}`;
}
