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
  type CreationOptions,
  creation,
  type RecordTypeOptions,
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
export function addReportCommands(program: Command): void {
  const report = program.command('report').description('Saved reports, which lists apply by report_id.');

  const create = withFilters(
    creation(report, 'create <name>', 'Saves a report. Without filters it contains all records.').addOption(
      recordTypeOption('the type of its records').makeOptionMandatory(),
    ),
  );
  writes<CreationOptions & RecordTypeOptions & Filters>(
    create,
    (context, { id, for: recordType, ...filters }, name = '') =>
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

  const set = withFilters(
    accountCommand(report, 'set <report>', 'Changes a report. A blank value removes a filter.').option(
      '--name <name>',
      'new name',
    ),
  );
  writes<Filters & { name?: string }>(set, async (context, { name, ...filters }, text = '') =>
    setReport(context, await find(context, 'report', text), { name, ...inputOf(filters) }),
  );

  writes(removal(report, 'remove <report>', 'Removes a report.'), async (context, _options, text = '') =>
    removeReport(context, await find(context, 'report', text)),
  );
}

function withFilters(command: Command): Command {
  return command
    .option('--assigned <person...>', 'only records that are assigned to these users and groups')
    .option('--service <service...>', 'only records of these services')
    .addOption(
      new Option('--status <status...>', 'only records with these statuses').choices([...STATUSES, '']),
    )
    .addOption(
      new Option('--order <order>', 'order of its records; by number, newest first, by default').choices(
        ORDERS,
      ),
    );
}

function inputOf({ assigned, service, status, order }: Filters) {
  return { assigned, services: service, statuses: status?.filter(Boolean), order };
}
