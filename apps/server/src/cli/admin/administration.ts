import type { Command } from 'commander';
import { addAccountCommands } from './account.ts';
import { addAvatarCommands } from './avatar.ts';
import { addConfigTypeCommands, addFieldCommands, addRelationshipTypeCommands } from './configuration.ts';
import { addMailCommands } from './mail.ts';
import { addGroupCommands, addUserCommands } from './people.ts';
import { addArticleCommands, addMessageCommands } from './publications.ts';
import { addReportCommands } from './report.ts';
import { addCategoryCommands, addPriorityCommands, addServiceCommands, addTypeCommands } from './service.ts';
import { addTimeCommands } from './time.ts';
import { addTokenCommands } from './token.ts';
import { addWebhookCommands } from './webhook.ts';

/** Adds the commands of operators, for what v1 has no call for. They work on the database while servers run. */
export function addAdministrationCommands(program: Command): void {
  for (const add of [
    addAccountCommands,
    addUserCommands,
    addGroupCommands,
    addTokenCommands,
    addServiceCommands,
    addPriorityCommands,
    addTypeCommands,
    addCategoryCommands,
    addReportCommands,
    addConfigTypeCommands,
    addFieldCommands,
    addRelationshipTypeCommands,
    addAvatarCommands,
    addMessageCommands,
    addArticleCommands,
    addTimeCommands,
    addMailCommands,
    addWebhookCommands,
  ]) {
    add(program);
  }
}
