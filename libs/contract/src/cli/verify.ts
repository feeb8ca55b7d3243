import type { Command } from 'commander';
import { type Inspection, type InspectOptions, inspectProvider } from '../inspection/inspect.ts';
import { EXIT } from './exit.ts';
import {
  addReportFlags,
  addressOf,
  numberOf,
  operationsOf,
  portOf,
  type ReportFlags,
  secondsOf,
} from './options.ts';
import { progressOn, writeReport } from './output.ts';

type SharedFlags = Pick<
  InspectOptions,
  'token' | 'otherToken' | 'colleagueToken' | 'only' | 'write' | 'states'
>;

interface VerifyFlags extends ReportFlags, SharedFlags {
  provider: string;
  safe?: boolean;
  twin?: string | true;
  twinToken?: string;
  seed: number;
  webhookSecret?: string;
  webhookPort?: number;
  webhookWait: number;
  timeout: number;
  wait: number;
}

/** How many fields without effect are printed. */
const SHOWN = 12;

/** `service-desk-contract verify`: checks a provider, wherever it runs. */
export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('Checks whether a provider conforms to v1. Only reads, unless --write or --states is given.')
    .requiredOption(
      '--provider <url>',
      'the address of the provider with its path prefix, such as https://desk.example/v1',
      addressOf,
    )
    .requiredOption(
      '--token <token>',
      'the token of a user; or SERVICE_DESK_TOKEN',
      process.env.SERVICE_DESK_TOKEN,
    )
    .option(
      '--other-token <token>',
      'a token of another account: nothing of this account may be visible with it',
    )
    .option(
      '--colleague-token <token>',
      'with --write: a token of another person of the account, who reads and writes in their own name',
    )
    .option(
      '--only <operations>',
      'only these operations, such as incidents.* or *.list; separate several by commas',
      operationsOf,
    )
    .option('--safe', 'only reads, which is the default; refuses --write and --states')
    .option('--write', 'creates what it needs through v1 itself, and afterwards deletes what v1 can delete')
    .option(
      '--states <url>',
      'a server with provider states, such as a sandbox: checks all of the contract, and resets its data',
      addressOf,
    )
    .option(
      '--twin [url]',
      'with --write: compares each response with that of a twin, by default a sandbox that is started',
      addressOf,
    )
    .option('--twin-token <token>', 'the token for the twin, if it is a different one')
    .option(
      '--seed <number>',
      'selects the variations and sequences of requests for the comparison with the twin',
      numberOf,
      1,
    )
    .option(
      '--webhook-port <port>',
      'with --write: the port on which the webhooks of the run arrive, at an endpoint for all events',
      portOf,
    )
    .option(
      '--webhook-secret <secret>',
      'the secret of that endpoint; or SERVICE_DESK_WEBHOOK_SECRET',
      process.env.SERVICE_DESK_WEBHOOK_SECRET,
    )
    .option(
      '--webhook-wait <seconds>',
      'how long no webhook may arrive before the rest counts as lost',
      secondsOf,
      30,
    )
    .option('--timeout <seconds>', 'the timeout of one request', secondsOf, 10)
    .option('--wait <seconds>', 'the longest wait for the rate limit', secondsOf, 60);
  addReportFlags(command).action(async (flags: VerifyFlags) => {
    if (flags.safe && (flags.write || flags.states)) {
      command.error('error: --safe only reads, so it excludes --write and --states');
    }
    if (flags.twin && !flags.write) command.error('error: --twin writes, so it needs --write');
    const { webhookPort: port, webhookSecret: secret } = flags;
    if (port !== undefined && (!flags.write || flags.states || !secret)) {
      command.error('error: --webhook-port needs --write and --webhook-secret, and excludes --states');
    }
    const progress = progressOn(process.stderr);
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    process.once('SIGINT', interrupt);
    try {
      const { token, only, states, write, twin, twinToken, seed } = flags;
      const inspection = await inspectProvider({
        ...{ baseUrl: flags.provider, token, only, states, write },
        // A blank token, such as that of a variable that is not set, counts as none.
        otherToken: flags.otherToken || undefined,
        colleagueToken: flags.colleagueToken || undefined,
        twin: twin ? { twin: twin === true ? undefined : twin, twinToken, seed } : undefined,
        webhooks: port !== undefined && secret ? { port, secret, wait: flags.webhookWait } : undefined,
        ...{ timeout: flags.timeout * 1000, patience: flags.wait },
        ...{ signal: stop.signal, onFinding: progress.update },
      });
      progress.end();
      await writeReport(inspection, flags, [...notesOf(inspection), ...uncheckedWithout(flags)]);
      if (inspection.ended && process.exitCode === EXIT.kept) process.exitCode = EXIT.couldNotRun;
    } finally {
      progress.end();
      process.removeListener('SIGINT', interrupt);
    }
  });
}

/** What was not checked because there was no token or port for it. */
function uncheckedWithout({ otherToken, colleagueToken, webhookPort, write }: VerifyFlags): string[] {
  return [
    ...(otherToken ? [] : ['Without --other-token, the separation of accounts was not checked']),
    ...(colleagueToken || !write
      ? []
      : ['Without --colleague-token, reads and writes of a colleague were not checked']),
    ...(webhookPort || !write ? [] : ['Without --webhook-port, webhooks were not checked']),
  ];
}

/** The paragraphs after the findings. */
function notesOf({ answers, cleaning, twin, ended }: Inspection): string[] {
  const notes = [`${answers} responses were checked against the description`];
  if (twin) {
    const { calls, seed, world, taken, changed, unchanged } = twin;
    const more = unchanged.length > SHOWN ? ` and ${unchanged.length - SHOWN} more, which --json lists` : '';
    const others = unchanged.length > 0 ? `; no effect: ${unchanged.slice(0, SHOWN).join(', ')}${more}` : '';
    notes.push(
      `The twin has ${world}: ${calls} requests to each side, seed ${seed}`,
      `Updates of ${taken} fields and codes were accepted, ${changed} of them with a visible effect${others}`,
    );
  }
  if (cleaning) {
    const left = Object.entries(cleaning.left).map(
      ([operation, ids]) => `  ${operation.replace(/\.create$/, '')}: ${ids.join(', ')}`,
    );
    notes.push(`${cleaning.removed} created resources were deleted`);
    if (left.length > 0)
      notes.push(['v1 cannot delete these resources, records were closed:', ...left].join('\n'));
  }
  if (ended) notes.push(`The run ended early, so not everything was checked: ${ended}`);
  return notes;
}
