import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { examinePact } from '../checks/pact.ts';
import { examineTraffic } from '../checks/traffic.ts';
import type { Finding } from '../report/report.ts';
import { addReportFlags, type ReportFlags } from './options.ts';
import { writeReport } from './output.ts';

/** What a check found, and what is to be known beside it. */
interface Found {
  provider: string;
  findings: Finding[];
  notes?: string[];
}

/** `check-traffic` and `check-pact`: what was recorded between a client and a provider, and what a client expects. */
export function addChecks(program: Command): void {
  addCheck(
    program
      .command('check-traffic <file.har>')
      .description(
        'Holds recorded traffic (HAR, as browsers and proxies write it) to the description of v1.',
      ),
    async (file: string) => {
      const { findings, passedOver } = examineTraffic(await readFile(file, 'utf8'));
      if (findings.length === 0)
        throw new Error(`${file} has no traffic of v1: ${passedOver} entries are something else`);
      const notes = passedOver > 0 ? [`${passedOver} entries are no traffic of v1`] : [];
      return { provider: file, findings, notes };
    },
  );
  addCheck(
    program
      .command('check-pact <file...>')
      .description(
        'Holds pacts of a client to the description of v1: what it sends, and what it expects. Pact V2 to V4.',
      ),
    async (files: string[]) => {
      const found = await Promise.all(
        files.map(async (file) => examinePact(await readFile(file, 'utf8'), file)),
      );
      return { provider: files.join(', '), findings: found.flat() };
    },
  );
}

function addCheck<Input>(command: Command, check: (input: Input) => Promise<Found>): void {
  addReportFlags(command).action(async (input: Input, flags: ReportFlags) => {
    const started = performance.now();
    const { notes, ...found } = await check(input);
    await writeReport({ ...found, ms: Math.round(performance.now() - started) }, flags, notes);
  });
}
