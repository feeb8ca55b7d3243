import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from './generators.ts';
import { HERE } from './run.ts';
import type { Cell } from './table.ts';

const FILE = path.join(HERE, 'dist/results.json');

/** What came of each flavour with each generator, kept so that one generator can be run by itself. */
export class Results {
  #cells = read();

  keep({ name }: Generator, flavour: string, cell: Cell): void {
    // Another run can have written meanwhile.
    const others = read();
    this.#cells = { ...others, [name]: { ...others[name], [flavour]: cell } };
    mkdirSync(path.dirname(FILE), { recursive: true });
    writeFileSync(FILE, JSON.stringify(this.#cells, null, 2));
  }

  of({ name }: Generator): Readonly<Record<string, Cell>> {
    return this.#cells[name] ?? {};
  }
}

function read(): Record<string, Record<string, Cell>> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  } catch {
    return {};
  }
}
