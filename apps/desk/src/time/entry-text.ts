import type { Id, TimeEntrySummary } from '@service-desk/client';

/** The text of a time entry, as v1 parses it. */
export interface SpentOn {
  /** The number of a record of any kind. */
  record?: string;
  /** The name of a service. */
  service?: string;
  task: string;
}

const RECORD = /^\s*b#(\d+)\s*(.*)$/is;
/** The separator is at the start or between blanks, so that a task can contain URLs. */
const SEPARATOR = /^\s*\/\/|\s\/\/(?=\s|$)/;

export function readEntry(text: string): SpentOn {
  const [, record, rest = ''] = RECORD.exec(text) ?? [];
  if (record !== undefined) return { record, task: rest.trim() };
  const found = SEPARATOR.exec(text);
  if (!found) return { task: text.trim() };
  const service = text.slice(0, found.index).trim();
  return { ...(service && { service }), task: text.slice(found.index + found[0].length).trim() };
}

/** The number of an entry's record. */
export function recordOf(entry: TimeEntrySummary): Id | undefined {
  return entry.incident_id ?? entry.problem_id ?? entry.change_id ?? entry.release_id;
}

/** The text that v1 would parse into an entry. */
export function entryText(entry: TimeEntrySummary): string {
  const record = recordOf(entry);
  const task = entry.custom ?? '';
  if (record !== undefined) return `B#${record} ${task}`.trim();
  return entry.service ? `${entry.service.name} // ${task}`.trim() : `// ${task}`;
}

/** Explains how v1 parses a text; `services` are the names of services. */
export function entryHint(text: string, services: readonly string[]): string {
  const { record, service, task } = readEntry(text);
  const after = task && `, task “${task}”`;
  if (record !== undefined) return `Record B#${record}${after}`;
  if (service !== undefined) {
    const known = services.find((name) => name.toLowerCase() === service.toLowerCase());
    return known || services.length === 0
      ? `Service ${known ?? service}${after}`
      : `No service named “${service}”`;
  }
  return task ? `Task “${task}”, no service` : 'B#1234 for a record, Service // Task, or // Task';
}

/** The maximum number of completions. */
const LIMIT = 8;

/** Completions of a text: records if it starts with a number, else services by name. */
export function completions(
  text: string,
  records: readonly { id: Id; title: string }[],
  services: readonly string[],
): { value: string; label: string }[] {
  const number = /^\s*b?#?\s*(\d*)$/i.exec(text)?.[1];
  if (number !== undefined) {
    const known = records.filter(({ id }) => String(id).startsWith(number));
    return known.slice(0, LIMIT).map(({ id, title }) => ({ value: `B#${id} `, label: `B#${id} ${title}` }));
  }
  if (/\/\//.test(text) || RECORD.test(text)) return [];
  const words = text.trim().toLowerCase();
  const named = services.filter((name) => name.toLowerCase().includes(words));
  return named.slice(0, LIMIT).map((name) => ({ value: `${name} // `, label: `${name} //` }));
}
