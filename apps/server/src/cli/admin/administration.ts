import type { Command } from 'commander';
import { addAccount } from './account.ts';
import { addAvatar } from './avatar.ts';
import { addConfigType, addField, addRelationshipType } from './configuration.ts';
import { addMail } from './mail.ts';
import { addGroup, addUser } from './people.ts';
import { addArticle, addMessage } from './publications.ts';
import { addReport } from './report.ts';
import { addCategory, addPriority, addService, addType } from './service.ts';
import { addTime } from './time.ts';
import { addToken } from './token.ts';
import { addWebhook } from './webhook.ts';

/** Adds the commands of operators, for what v1 has no call for. They work on the database while servers run. */
export function addAdministration(program: Command): void {
  for (const add of [
    addAccount,
    addUser,
    addGroup,
    addToken,
    addService,
    addPriority,
    addType,
    addCategory,
    addReport,
    addConfigType,
    addField,
    addRelationshipType,
    addAvatar,
    addMessage,
    addArticle,
    addTime,
    addMail,
    addWebhook,
  ]) {
    add(program);
  }
}
