import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { examinePact } from '../checks/pact.ts';
import { EXIT } from './exit.ts';
import { addReportFlags, type ReportFlags } from './options.ts';
import { writeReport } from './output.ts';

/** `service-desk-contract check-pact`: whether somebody's client respects v1. */
export function addPact(program: Command): void {
  const command = program
    .command('check-pact <file...>')
    .description(
      'Holds pacts of a client to the description of v1: what it sends, and what it expects. Pact V2 to V4.',
    );
  addReportFlags(command).action(async (files: string[], flags: ReportFlags) => {
    const started = performance.now();
    const found = await Promise.all(
      files.map(async (file) => examinePact(await readFile(file, 'utf8'), file)),
    );
    const findings = found.flat();
    const ms = Math.round(performance.now() - started);
    await writeReport({ provider: files.join(', '), findings, ms }, flags);
    process.exitCode = findings.some(({ outcome }) => outcome === 'broken') ? EXIT.broken : EXIT.kept;
  });
}
