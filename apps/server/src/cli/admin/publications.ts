import type { Command } from 'commander';
import { find } from '../../admin/find.ts';
import {
  createPublication,
  listPublications,
  removePublication,
  setPublication,
} from '../../admin/publications.ts';
import type { PublicationType } from '../../resources/publications/rows.ts';
import { accountCommand, type CreationOptions, creation, reads, removal, writes } from './command.ts';

/** `service-desk message`. */
export function addMessageCommands(program: Command): void {
  addPublication(program, 'message', 'message', 'Messages from services to their users.');
}

/** `service-desk article`. */
export function addArticleCommands(program: Command): void {
  addPublication(program, 'article', 'knowledge_article', 'Knowledge articles of services.');
}

function addPublication(program: Command, noun: string, type: PublicationType, description: string): void {
  const kind = type === 'message' ? type : 'knowledge article';
  const publication = program.command(noun).description(`${description} In v1 they can only be watched.`);

  const create = creation(publication, 'create <title>', `Adds a ${kind}.`).requiredOption(
    '--service <service>',
    'its service, by id or name',
  );
  writes<CreationOptions & { service: string }>(create, (context, { id, service }, title = '') =>
    createPublication(context, type, { id, title, service }),
  );

  reads(
    accountCommand(publication, 'list', `Lists the ${kind}s, newest first.`),
    (context) => listPublications(context, type),
    ['id', 'title', 'service_id'],
  );

  const set = accountCommand(publication, `set <${noun}>`, `Changes a ${kind}.`)
    .option('--title <title>', 'new title')
    .option('--service <service>', 'new service');
  writes<{ title?: string; service?: string }>(set, async (context, { title, service }, text = '') =>
    setPublication(context, type, await find(context, kind, text), { title, service }),
  );

  writes(
    removal(publication, `remove <${noun}>`, `Removes a ${kind} and its watches.`),
    async (context, _options, text = '') => removePublication(context, type, await find(context, kind, text)),
  );
}
