import type { Command } from 'commander';
import { find } from '../../admin/find.ts';
import {
  createPublication,
  listPublications,
  removePublication,
  setPublication,
} from '../../admin/publications.ts';
import type { PublicationType } from '../../resources/publications/rows.ts';
import { accountCommand, type Created, creation, reads, removal, writes } from './command.ts';

/** `service-desk message`. */
export function addMessage(program: Command): void {
  addPublication(program, 'message', 'message', 'Messages that services tell their users.');
}

/** `service-desk article`. */
export function addArticle(program: Command): void {
  addPublication(program, 'article', 'knowledge_article', 'Knowledge articles of services.');
}

function addPublication(program: Command, noun: string, type: PublicationType, description: string): void {
  const kind = type === 'message' ? type : 'knowledge article';
  const publication = program
    .command(noun)
    .description(`${description} v1 knows of them only that they are watched.`);

  const create = creation(publication, 'create <title>', `Adds a ${kind}.`).requiredOption(
    '--service <service>',
    'whose it is, by id or name',
  );
  writes<Created & { service: string }>(create, (context, { id, service }, title = '') =>
    createPublication(context, type, { id, title, service }),
  );

  reads(
    accountCommand(publication, 'list', `Lists the ${kind}s, newest first.`),
    (context) => listPublications(context, type),
    ['id', 'title', 'service_id'],
  );

  const set = accountCommand(publication, `set <${noun}>`, `Changes a ${kind}.`)
    .option('--title <title>', 'what it is called')
    .option('--service <service>', 'whose it is');
  writes<{ title?: string; service?: string }>(set, async (context, { title, service }, text = '') =>
    setPublication(context, type, await find(context, kind, text), { title, service }),
  );

  writes(
    removal(publication, `remove <${noun}>`, `Removes a ${kind} with its watches.`),
    async (context, _options, text = '') => removePublication(context, type, await find(context, kind, text)),
  );
}
