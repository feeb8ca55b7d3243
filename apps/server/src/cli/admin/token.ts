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
export function addTokenCommands(program: Command): void {
  const token = program.command('token').description('API tokens.');

  const create = accountCommand(token, 'create', 'Creates a token and prints it. It is shown only once.')
    .addOption(
      new Option('--user <user>', 'its user, by id, name or e-mail address').conflicts('accountWide'),
    )
    .option('--account-wide', 'a token without a user, with access to all services')
    .option('--name <name>', 'its purpose');
  writes<TokenOptions & { user?: string; accountWide?: boolean }>(
    withLimits(create),
    async (context, { user, accountWide, ...options }) => {
      if (!user && !accountWide)
        create.error('error: a token needs --user or --account-wide', { exitCode: 2 });
      return createToken(context, user ? await find(context, 'user', user) : null, inputOf(context, options));
    },
  );

  reads(
    accountCommand(
      token,
      'list',
      'Lists the tokens. The tokens themselves are not stored, only their hashes.',
    ),
    listTokens,
    ['id', 'name', 'user', 'hourly_limit', 'created_at', 'expires_at'],
  );

  const set = accountCommand(
    token,
    'set <token>',
    'Changes the name, rate limit or expiry of a token.',
  ).option('--name <name>', 'its purpose');
  writes<TokenOptions>(withLimits(set), (context, options, text = '') =>
    setToken(context, text, inputOf(context, options)),
  );

  writes(
    accountCommand(
      token,
      'revoke <token>',
      'Revokes a token with immediate effect. The argument is its id or the first digits of it, its name, or the token itself.',
    ),
    (context, _options, text = '') => revokeToken(context, text),
  );
}

function withLimits(command: Command): Command {
  return command
    .option(
      '--limit <requests>',
      'requests per hour; none: the limit of the server’s settings',
      wholeNumberOrNone(0),
    )
    .option('--expires <date>', 'date of its expiry; none: never');
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
