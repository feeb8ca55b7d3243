import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { examineTraffic } from '../checks/traffic.ts';
import { EXIT } from './exit.ts';
import { addReportFlags, type ReportFlags } from './options.ts';
import { writeReport } from './output.ts';

/** `service-desk-contract check-traffic`: what was recorded between a client and a provider. */
export function addTraffic(program: Command): void {
  const command = program
    .command('check-traffic <file.har>')
    .description('Holds recorded traffic (HAR, as browsers and proxies write it) to the description of v1.');
  addReportFlags(command).action(async (file: string, flags: ReportFlags) => {
    const started = performance.now();
    const { findings, passedOver } = examineTraffic(await readFile(file, 'utf8'));
    if (findings.length === 0)
      throw new Error(`${file} has no traffic of v1: ${passedOver} entries are something else`);
    const ms = Math.round(performance.now() - started);
    const notes = passedOver > 0 ? [`${passedOver} entries are no traffic of v1`] : [];
    await writeReport({ provider: file, findings, ms }, flags, notes);
    process.exitCode = findings.some(({ outcome }) => outcome === 'broken') ? EXIT.broken : EXIT.kept;
  });
}
