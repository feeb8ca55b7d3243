import { avatars } from './avatars.ts';
import { beetils } from './beetils.ts';
import type { Handlers } from './call.ts';
import { changes } from './changes.ts';
import { companies } from './companies.ts';
import { configItemParts } from './config-item-parts.ts';
import { configItems } from './config-items.ts';
import { configTypes } from './config-types.ts';
import { customers } from './customers.ts';
import { incidents } from './incidents.ts';
import { changeIssues, releaseIssues, testerIssues } from './issues.ts';
import { links } from './links.ts';
import { problems } from './problems.ts';
import { publications } from './publications.ts';
import { changeParts, incidentParts, problemParts, releaseParts } from './record-parts.ts';
import { releaseRecordNotes, releaseRecords } from './release-records.ts';
import { releases } from './releases.ts';
import { reviewUsers } from './review-users.ts';
import { services } from './services.ts';
import { testers } from './testers.ts';
import { timeEntries } from './time-entries.ts';
import { users } from './users.ts';

/** The handler of every operation. An operation of the description without one does not compile. */
export const handlers: Handlers = {
  ...incidents,
  ...incidentParts,
  ...problems,
  ...problemParts,
  ...changes,
  ...changeParts,
  ...changeIssues,
  ...testers,
  ...testerIssues,
  ...links,
  ...beetils,
  ...releases,
  ...releaseParts,
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
