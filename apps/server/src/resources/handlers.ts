import type { Handlers } from '../calls/call.ts';
import { avatars } from './avatars/handlers.ts';
import { beetils } from './beetils/handlers.ts';
import { companies } from './companies/handlers.ts';
import { configItems } from './config-items/handlers.ts';
import { configItemParts } from './config-items/part-handlers.ts';
import { configTypes } from './config-types/handlers.ts';
import { customers } from './customers/handlers.ts';
import { changeIssues, releaseIssues, testerIssues } from './issues/handlers.ts';
import { links } from './links/handlers.ts';
import { publications } from './publications/handlers.ts';
import { records } from './records/handlers.ts';
import { recordParts } from './records/part-handlers.ts';
import { releaseRecordNotes, releaseRecords } from './release-records/handlers.ts';
import { services } from './services/handlers.ts';
import { reviewUsers, testers } from './tasks/handlers.ts';
import { timeEntries } from './time-entries/handlers.ts';
import { users } from './users/handlers.ts';

/** The handler of every operation. An operation of the description without one does not compile. */
export const handlers: Handlers = {
  ...records,
  ...recordParts,
  ...changeIssues,
  ...testers,
  ...testerIssues,
  ...links,
  ...beetils,
  ...reviewUsers,
  ...releaseRecords,
  ...releaseRecordNotes,
  ...releaseIssues,
  ...services,
  ...timeEntries,
  ...users,
  ...customers,
  ...companies,
  ...configTypes,
  ...configItems,
  ...configItemParts,
  ...avatars,
  ...publications,
};
