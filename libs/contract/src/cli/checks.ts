import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { examinePact } from '../checks/pact.ts';
import { examineTraffic } from '../checks/traffic.ts';
import type { Finding } from '../report/report.ts';
import { addReportFlags, type ReportFlags } from './options.ts';
import { writeReport } from './output.ts';

interface Found {
  provider: string;
  findings: Finding[];
  notes?: string[];
}

/** The commands `check-traffic` and `check-pact`. */
export function addChecks(program: Command): void {
  addCheck(
    program
      .command('check-traffic <file.har>')
      .description(
        'Checks recorded traffic (a HAR file of a browser or a proxy) against the description of v1.',
      ),
    async (file: string) => {
      const { findings, passedOver } = examineTraffic(await readFile(file, 'utf8'));
      if (findings.length === 0)
        throw new Error(`${file} has no requests to v1: its ${passedOver} entries are other traffic`);
      const notes = passedOver > 0 ? [`${passedOver} entries are other traffic and were not checked`] : [];
      return { provider: file, findings, notes };
    },
  );
  addCheck(
    program
      .command('check-pact <file...>')
      .description(
        'Checks pacts of a client against the description of v1: what it sends and what it expects. Pact V2 to V4.',
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
