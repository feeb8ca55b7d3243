import type { Command } from 'commander';
import { find } from '../../admin/find.ts';
import { listPeople, setTimeAdministrator } from '../../admin/people.ts';
import { lockTime, unlockTime } from '../../admin/time.ts';
import { accountCommand, endOf, momentOf, reads, writes } from './command.ts';

/** `service-desk time`. */
export function addTimeCommands(program: Command): void {
  const time = program.command('time').description('Locks on time entries, and Time Administrators.');

  for (const [verb, done, description, change] of [
    [
      'lock',
      'locked',
      'Locks the time entries in a range against changes and deletion. Entries added to the range later are not locked.',
      lockTime,
    ],
    ['unlock', 'unlocked', 'Unlocks the time entries in a range.', unlockTime],
  ] as const) {
    const command = accountCommand(time, verb, description)
      .requiredOption('--from <date>', 'start of the range, in the time zone of the account')
      .requiredOption('--to <date>', 'end of the range; a date without a time includes that day')
      .option('--user <user>', 'only entries of this user');
    writes<{ from: string; to: string; user?: string }>(command, async (context, { from, to, user }) => {
      const userId = user === undefined ? undefined : (await find(context, 'user', user)).id;
      const range = [momentOf(context, 'from', from), endOf(context, 'to', to)] as const;
      return { [done]: await change(context, userId, ...range) };
    });
  }

  for (const [verb, description, granted] of [
    [
      'grant',
      'Makes a user a Time Administrator, who can see, enter and change the time of all users.',
      true,
    ],
    ['revoke', 'Makes a Time Administrator a Time User again, who can access only their own time.', false],
  ] as const) {
    writes(accountCommand(time, `${verb} <user>`, description), async (context, _options, text = '') =>
      setTimeAdministrator(context, await find(context, 'user', text), granted),
    );
  }

  reads(
    accountCommand(time, 'administrators', 'Lists the Time Administrators.'),
    async (context) => {
      const users = await listPeople(context, 'user');
      return users.filter((user) => 'time_administrator' in user && user.time_administrator);
    },
    ['id', 'name', 'email'],
  );
}
