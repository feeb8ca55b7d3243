import { type Command, InvalidArgumentError } from 'commander';
import { operatorContext } from '../../admin/accounts.ts';
import {
  createWebhook,
  findWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  retryWebhook,
  rotateSecret,
  setDisabled,
} from '../../admin/webhooks.ts';
import { writingIn } from '../../calls/context.ts';
import { senderFor } from '../../webhooks/start-webhooks.ts';
import { testEndpoint } from '../../webhooks/test-endpoint.ts';
import { addSettingFlags, settingsOf } from '../options.ts';
import { accountCommand, now, reads, removal, withStore, writes } from './command.ts';

/** The settings of commands that send requests. */
const SETTINGS = ['webhookAllow'] as const;

const WHICH = 'The argument is its id or its URL.';

/** `service-desk webhook`. */
export function addWebhookCommands(program: Command): void {
  const webhook = program.command('webhook').description('Endpoints that are notified when records change.');

  const add = accountCommand(
    webhook,
    'add <url>',
    'Adds an endpoint and prints the secret of its signatures, which is shown only once.',
  ).option(
    '--events <patterns>',
    'its events, with commas between them, such as incident.*,*.closed; all by default',
    patterns,
    ['*'],
  );
  withStore<{ events: readonly string[]; account?: string }>(
    addSettingFlags(add, SETTINGS),
    [],
    async (store, { events, account }, url = '') => {
      const context = await operatorContext(store.reading, account);
      const sender = senderFor(settingsOf(add, SETTINGS));
      // Outside of the transaction, because the lookup of a name can take seconds.
      await sender.check(url).finally(() => sender.close());
      return store.write(context.caller.account, (db) =>
        createWebhook(writingIn(db, now(), context), { url, events }),
      );
    },
  );

  reads(
    accountCommand(
      webhook,
      'list',
      'Lists the endpoints, with the numbers of events that they have not received.',
    ),
    listWebhooks,
    ['id', 'url', 'events', 'waiting', 'parked', 'disabled_at'],
  );

  reads<{ parked?: true }>(
    accountCommand(
      webhook,
      'events',
      'Lists the events that endpoints have not received, with the error of the last attempt.',
    ).option('--parked', 'only those that were parked after a day of attempts'),
    (context, { parked = false }) => listDeliveries(context, { parked }),
    ['id', 'webhook', 'event', 'record', 'caused_at', 'attempts', 'parked_at', 'error'],
  );

  const test = accountCommand(
    webhook,
    'test <webhook>',
    `Sends a test event to an endpoint and prints the outcome. ${WHICH}`,
  );
  reads(addSettingFlags(test, SETTINGS), async (context, _options, text = '') => {
    const sender = senderFor(settingsOf(test, SETTINGS));
    const found = await findWebhook(context, text);
    return testEndpoint(sender, found, now()).finally(() => sender.close());
  });

  writes(
    accountCommand(
      webhook,
      'disable <webhook>',
      `Stops the delivery to an endpoint. Later events are not kept for it. ${WHICH}`,
    ),
    (context, _options, text = '') => setDisabled(context, text, context.now),
  );

  writes(
    accountCommand(webhook, 'enable <webhook>', `Resumes the delivery to a disabled endpoint. ${WHICH}`),
    (context, _options, text = '') => setDisabled(context, text, null),
  );

  writes(
    accountCommand(
      webhook,
      'rotate <webhook>',
      `Prints a new secret. For a day, requests are also signed by the one before. ${WHICH}`,
    ),
    (context, _options, text = '') => rotateSecret(context, text),
  );

  writes(
    accountCommand(
      webhook,
      'retry <webhook>',
      `Sends the parked events of an endpoint again, for another day. ${WHICH}`,
    ),
    (context, _options, text = '') => retryWebhook(context, text),
  );

  writes(
    removal(
      webhook,
      'remove <webhook>',
      `Removes an endpoint with the events that it has not received. ${WHICH}`,
    ),
    (context, _options, text = '') => removeWebhook(context, text),
  );
}

function patterns(text: string): string[] {
  const list = text.split(',').map((each) => each.trim());
  if (list.some((each) => each === '')) throw new InvalidArgumentError('A pattern is empty.');
  return list;
}
