import { setTimeout as sleep } from 'node:timers/promises';
import { everyRecord, type RecordDetails } from './call-api.ts';
import { ASSIGNEES, type MarkedWrite, markIn } from './write-load.ts';

/** A mail that was received. */
export interface MailSummary {
  subject: string;
  messageId: string;
}

/** What is there after it all, against what was said to be. */
export interface RecordFindings {
  acknowledged: number;
  /** Acknowledged, and not there. */
  lost: number;
  /** Records and notes beyond the first of a write. */
  duplicated: number;
  /** Never acknowledged, and there whole. */
  keptUnasked: number;
  halfWritten: number;
  /** Counts of open records that are not what they count. */
  miscounted: number;
  mails: number;
  mailsLost: number;
  /** Of nothing that is there. */
  mailsForNothing: number;
  /** Under two Message-IDs, so that recipients cannot notice the repetition. */
  mailsDoubled: number;
  /** Sent again under the same Message-ID. */
  mailsRepeated: number;
}

/** Milliseconds without a new mail after which none is awaited any more: a delivery that failed rests for a minute. */
const LAST_MAIL = 75_000;
/** Milliseconds in which one that is sent again would come. */
const AGAIN = 3000;

/**
 * Looks at all that is there, once its mail has come.
 *
 * @param patience milliseconds without a new mail after which none is awaited any more
 */
export async function checkRecords(
  url: string,
  writes: readonly MarkedWrite[],
  taken: readonly MailSummary[],
  patience = LAST_MAIL,
): Promise<RecordFindings> {
  const incidents = await everyRecord(url, 'incident');
  const changes = await everyRecord(url, 'change');
  const own = (records: RecordDetails[]) => records.filter(({ title }) => markIn(title));
  const written = new Map(
    own(incidents.records).map((incident): [number, RecordDetails] => [incident.id, incident]),
  );
  const all: string[] = [];
  let halfWritten = 0;
  for (const incident of written.values()) {
    const marks = incident.symptoms.map(({ symptom }: RecordDetails) => symptom.note);
    all.push(...marks);
    if (!isWhole(incident, marks)) halfWritten += 1;
  }
  for (const change of own(changes.records)) {
    all.push(change.title);
    if (!comesFrom(change, written)) halfWritten += 1;
  }
  const there = new Set(all);
  await allMail(there, taken, patience);
  const ids = Map.groupBy(
    taken.filter(({ subject }) => markIn(subject)),
    ({ subject }) => markIn(subject) as string,
  );
  const messages = [...ids.values()].map((mails) => ({
    sent: mails.length,
    distinct: new Set(mails.map(({ messageId }) => messageId)).size,
  }));
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const acknowledged = writes.filter((write) => write.acknowledged);
  const known = new Set(acknowledged.map(({ mark }) => mark));
  return {
    acknowledged: acknowledged.length,
    lost: [...known].filter((mark) => !there.has(mark)).length,
    duplicated: all.length - there.size,
    keptUnasked: [...there].filter((mark) => !known.has(mark)).length,
    halfWritten,
    miscounted: [incidents, changes].filter(({ records, total }) => records.length !== total).length,
    mails: ids.size,
    mailsLost: [...there].filter((mark) => !ids.has(mark)).length,
    mailsForNothing: [...ids.keys()].filter((mark) => !there.has(mark)).length,
    mailsDoubled: sum(messages.map(({ distinct }) => distinct - 1)),
    mailsRepeated: sum(messages.map(({ sent, distinct }) => sent - distinct)),
  };
}

/** Whether each call that left something in an incident left all of it: title, assignee, notes. */
function isWhole(incident: RecordDetails, marks: readonly string[]): boolean {
  const last = marks.at(-1);
  const step = Number(/\.(\d+)\.(\d+)$/.exec(last ?? '')?.[2] ?? 0);
  const resolutions = incident.resolutions.map(({ resolution }: RecordDetails) => resolution.note);
  return (
    incident.title === last &&
    incident.assigned_user.id === ASSIGNEES[step % 2] &&
    resolutions.length === 1 &&
    resolutions[0] === marks[0] &&
    marks.length === step + 1
  );
}

/** Whether a change has the symptoms of its incident, and both show their link. */
function comesFrom(change: RecordDetails, incidents: ReadonlyMap<number, RecordDetails>): boolean {
  const [link] = change.incidents;
  const incident = incidents.get(link?.incident_id);
  if (!incident) return false;
  const reasons = change.reasons.map(({ reason }: RecordDetails) => reason.note);
  const symptoms = incident.symptoms.map(({ symptom }: RecordDetails) => symptom.note);
  return (
    reasons.length > 0 &&
    reasons.every((reason: string, index: number) => reason === symptoms[index]) &&
    incident.changes.some(({ change_id }: RecordDetails) => change_id === change.id)
  );
}

/** Waits for the mail of all that is there, until no more comes. */
async function allMail(
  marks: ReadonlySet<string>,
  taken: readonly MailSummary[],
  patience: number,
): Promise<void> {
  let last = { count: -1, at: 0 };
  for (;;) {
    const known = new Set(taken.map(({ subject }) => markIn(subject)));
    if ([...marks].every((mark) => known.has(mark))) break;
    if (taken.length !== last.count) last = { count: taken.length, at: Date.now() };
    else if (Date.now() - last.at > patience) return;
    await sleep(100);
  }
  await sleep(Math.min(AGAIN, patience));
}
