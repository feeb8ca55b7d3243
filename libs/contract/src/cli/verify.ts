import type { OperationId } from '@service-desk/client';
import type { Command } from 'commander';
import { type Inspection, type InspectOptions, inspectProvider } from '../inspection/inspect.ts';
import { EXIT } from './exit.ts';
import { addReportFlags, addressOf, numberOf, operationsOf, type ReportFlags, secondsOf } from './options.ts';
import { progressOn, writeReport } from './output.ts';

interface VerifyFlags extends ReportFlags {
  provider: string;
  token: string;
  otherToken?: string;
  colleagueToken?: string;
  only?: (operation: OperationId) => boolean;
  safe?: boolean;
  write?: boolean;
  states?: string;
  twin?: string | true;
  twinToken?: string;
  seed: number;
  timeout: number;
  wait: number;
}

/** How many fields are named that no update has changed. */
const SHOWN = 12;

/** `service-desk-contract verify`: a provider, wherever it runs. */
export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('Holds a provider to v1. Reads only, unless --write or --states is given.')
    .requiredOption(
      '--provider <url>',
      'its address with the path prefix, such as https://desk.example/v1',
      addressOf,
    )
    .requiredOption(
      '--token <token>',
      "the token to call it with, a user's own; or SERVICE_DESK_TOKEN",
      process.env.SERVICE_DESK_TOKEN,
    )
    .option('--other-token <token>', 'the token of another account, to see that it opens nothing of this one')
    .option(
      '--colleague-token <token>',
      'with --write: the token of another person of the account, who reads and writes in their own name',
    )
    .option(
      '--only <operations>',
      'only these, such as incidents.* or *.list; several are parted by commas',
      operationsOf,
    )
    .option('--safe', 'reads only, as without it: to be said where a script must never write')
    .option('--write', 'creates what it needs through v1 itself, and removes afterwards what v1 can remove')
    .option(
      '--states <url>',
      'a server with provider states, such as a sandbox: all of the contract, its world is reset',
      addressOf,
    )
    .option(
      '--twin [url]',
      'with --write: compares each answer with that of a reference provider, a sandbox unless it is named',
      addressOf,
    )
    .option('--twin-token <token>', 'the token to call the twin with, where it is another one')
    .option(
      '--seed <number>',
      'which variations and sequences of requests the twin is compared with',
      numberOf,
      1,
    )
    .option('--timeout <seconds>', 'how long one request may take', secondsOf, 10)
    .option(
      '--wait <seconds>',
      "how long it waits at most when the hour's requests are used up",
      secondsOf,
      60,
    );
  addReportFlags(command).action(async (flags: VerifyFlags) => {
    if (flags.safe && (flags.write || flags.states)) {
      command.error('error: --safe reads only, --write and --states do not');
    }
    if (flags.twin && !flags.write) command.error('error: --twin writes, so --write must be given as well');
    const progress = progressOn(process.stderr);
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    process.once('SIGINT', interrupt);
    try {
      const inspection = await inspectProvider({
        ...{ baseUrl: flags.provider, token: flags.token },
        ...(flags.only && { only: flags.only }),
        ...(flags.otherToken && { otherToken: flags.otherToken }),
        ...(flags.colleagueToken && { colleagueToken: flags.colleagueToken }),
        ...(flags.twin && { twin: twinOf(flags) }),
        ...(flags.states && { states: flags.states }),
        ...{ write: flags.write ?? false, timeout: flags.timeout * 1000, patience: flags.wait },
        ...{ signal: stop.signal, onFinding: progress.tell },
      });
      progress.end();
      await writeReport(inspection, flags, [...notesOf(inspection), ...unseenWithout(flags)]);
      if (inspection.ended && process.exitCode === EXIT.kept) process.exitCode = EXIT.couldNotRun;
    } finally {
      progress.end();
      process.removeListener('SIGINT', interrupt);
    }
  });
}

function twinOf({ twin, twinToken, seed }: VerifyFlags): NonNullable<InspectOptions['twin']> {
  return { seed, ...(typeof twin === 'string' && { twin }), ...(twinToken && { twinToken }) };
}

/** What was not looked at, because a token for it was not given. */
function unseenWithout({ otherToken, colleagueToken, write }: VerifyFlags): string[] {
  return [
    ...(otherToken ? [] : ['Without --other-token it was not looked at whether accounts are apart']),
    ...(colleagueToken || !write
      ? []
      : ['Without --colleague-token it was not looked at what is written by someone else']),
  ];
}

/** What is to be known beside the findings. */
function notesOf({ answers, cleaning, twin, ended }: Inspection): string[] {
  const notes = [`${answers} answers were held against the description`];
  if (twin) {
    const { calls, seed, world, taken, changed, unchanged } = twin;
    const more = unchanged.length > SHOWN ? ` and ${unchanged.length - SHOWN} more, which --json lists` : '';
    const others = unchanged.length > 0 ? `, but not ${unchanged.slice(0, SHOWN).join(', ')}${more}` : '';
    notes.push(
      `The twin has ${world}: ${calls} requests to each side, seed ${seed}`,
      `Of ${taken} fields and codes that an update was accepted with, ${changed} changed what is read${others}`,
    );
  }
  if (cleaning) {
    const left = Object.entries(cleaning.left).map(
      ([operation, ids]) => `  ${operation.replace(/\.create$/, '')}: ${ids.join(', ')}`,
    );
    notes.push(`${cleaning.removed} things that were created are deleted again`);
    if (left.length > 0)
      notes.push(['v1 cannot delete what is left, records are closed:', ...left].join('\n'));
  }
  if (ended) notes.push(`Not everything was looked at: ${ended}`);
  return notes;
}
