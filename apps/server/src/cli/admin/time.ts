import type { Command } from 'commander';
import { find } from '../../admin/find.ts';
import { listPeople, setTimeAdministrator } from '../../admin/people.ts';
import { lockTime, unlockTime } from '../../admin/time.ts';
import { accountCommand, endOf, momentOf, reads, writes } from './command.ts';

/** `service-desk time`. */
export function addTime(program: Command): void {
  const time = program
    .command('time')
    .description('Time entries that are locked, and who keeps everybody’s time.');

  for (const [verb, done, description, change] of [
    [
      'lock',
      'locked',
      'Locks the time entries of a range: nobody changes or deletes them any more. Later ones in it are open.',
      lockTime,
    ],
    ['unlock', 'unlocked', 'Unlocks the time entries of a range.', unlockTime],
  ] as const) {
    const command = accountCommand(time, verb, description)
      .requiredOption('--from <date>', 'the first moment of the range, in the time zone of the account')
      .requiredOption('--to <date>', 'the last moment; a day alone is included')
      .option('--user <user>', 'whose they are; everybody’s unless given');
    writes<{ from: string; to: string; user?: string }>(command, async (context, { from, to, user }) => {
      const whose = user === undefined ? undefined : (await find(context, 'user', user)).id;
      const range = [momentOf(context, 'from', from), endOf(context, 'to', to)] as const;
      return { [done]: await change(context, whose, ...range) };
    });
  }

  for (const [verb, description, granted] of [
    ['grant', 'Makes a user a Time Administrator, who enters, sees and changes the time of everybody.', true],
    ['revoke', 'Makes a Time Administrator a Time User again, who has his own time only.', false],
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
