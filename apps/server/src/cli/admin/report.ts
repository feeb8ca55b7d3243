import { type Command, Option } from 'commander';
import { find } from '../../admin/find.ts';
import {
  createReport,
  listReports,
  ORDERS,
  removeReport,
  reportView,
  STATUSES,
  setReport,
} from '../../admin/reports.ts';
import {
  accountCommand,
  type Created,
  creation,
  type ForRecords,
  reads,
  recordTypeOption,
  removal,
  writes,
} from './command.ts';

interface Filters {
  assigned?: string[];
  service?: string[];
  status?: string[];
  order?: string;
}

/** `service-desk report`. */
export function addReport(program: Command): void {
  const report = program
    .command('report')
    .description('Saved reports, which lists are asked for by report_id.');

  const create = addFilters(
    creation(report, 'create <name>', 'Saves a report. What it does not narrow, it shows.').addOption(
      recordTypeOption('the records that it lists').makeOptionMandatory(),
    ),
  );
  writes<Created & ForRecords & Filters>(create, (context, { id, for: recordType, ...filters }, name = '') =>
    createReport(context, recordType, { id, name, ...inputOf(filters) }),
  );

  reads(accountCommand(report, 'list', 'Lists the reports.'), listReports, [
    'id',
    'name',
    'record_type',
    'order',
  ]);

  reads(accountCommand(report, 'show <report>', 'Shows a report.'), async (context, _options, text = '') =>
    reportView(await find(context, 'report', text)),
  );

  const set = addFilters(
    accountCommand(report, 'set <report>', 'Changes a report. A blank filter narrows no more.').option(
      '--name <name>',
      'what it is called',
    ),
  );
  writes<Filters & { name?: string }>(set, async (context, { name, ...filters }, text = '') =>
    setReport(context, await find(context, 'report', text), { name, ...inputOf(filters) }),
  );

  writes(removal(report, 'remove <report>', 'Removes a report.'), async (context, _options, text = '') =>
    removeReport(context, await find(context, 'report', text)),
  );
}

function addFilters(command: Command): Command {
  return command
    .option('--assigned <person...>', 'users and groups whose records it holds')
    .option('--service <service...>', 'services whose records it holds')
    .addOption(new Option('--status <status...>', 'statuses of its records').choices([...STATUSES, '']))
    .addOption(
      new Option('--order <order>', 'of its records, newest number first unless given').choices(ORDERS),
    );
}

function inputOf({ assigned, service, status, order }: Filters) {
  return { assigned, services: service, statuses: status?.filter(Boolean), order };
}
