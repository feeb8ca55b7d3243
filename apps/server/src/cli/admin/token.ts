import { type Command, Option } from 'commander';
import { find } from '../../admin/find.ts';
import { createToken, listTokens, revokeToken, setToken } from '../../admin/tokens.ts';
import type { ReadContext } from '../../calls/context.ts';
import {
  accountCommand,
  momentOf,
  type NumberOrNone,
  orNull,
  reads,
  wholeNumberOrNone,
  writes,
} from './command.ts';

interface TokenOptions {
  name?: string;
  limit?: NumberOrNone;
  expires?: string;
}

/** `service-desk token`. */
export function addToken(program: Command): void {
  const token = program.command('token').description('Tokens, with which the API is called.');

  const create = accountCommand(token, 'create', 'Makes a token and shows it, this once.')
    .addOption(new Option('--user <user>', 'whose it is, by id, name or address').conflicts('accountWide'))
    .option('--account-wide', 'it is nobody’s and sees everything')
    .option('--name <name>', 'what it is for');
  writes<TokenOptions & { user?: string; accountWide?: boolean }>(
    addLimits(create),
    async (context, { user, accountWide, ...options }) => {
      if (!user && !accountWide)
        create.error('error: say whose token it is, --user or --account-wide', { exitCode: 2 });
      return createToken(context, user ? await find(context, 'user', user) : null, inputOf(context, options));
    },
  );

  reads(
    accountCommand(token, 'list', 'Lists the tokens, without the tokens themselves: nobody knows them.'),
    listTokens,
    ['id', 'name', 'user', 'hourly_limit', 'created_at', 'expires_at'],
  );

  const set = accountCommand(
    token,
    'set <token>',
    'Changes the name, the limit or the end of a token.',
  ).option('--name <name>', 'what it is for');
  writes<TokenOptions>(addLimits(set), (context, options, text = '') =>
    setToken(context, text, inputOf(context, options)),
  );

  writes(
    accountCommand(
      token,
      'revoke <token>',
      'Takes a token out of use, at once: by its id or the beginning of it, by its name, or by itself.',
    ),
    (context, _options, text = '') => revokeToken(context, text),
  );
}

function addLimits(command: Command): Command {
  return command
    .option(
      '--limit <requests>',
      'how many it may make in an hour; none leaves it to the provider’s setting',
      wholeNumberOrNone(0),
    )
    .option('--expires <date>', 'from when on it is refused; none for never');
}

function inputOf(context: ReadContext, { name, limit, expires }: TokenOptions) {
  return {
    ...(name !== undefined && { name }),
    ...(limit !== undefined && { hourlyLimit: orNull(limit) }),
    ...(expires !== undefined && {
      expiresAt: expires === 'none' ? null : momentOf(context, 'expires', expires),
    }),
  };
}
