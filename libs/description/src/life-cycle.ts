import type { Life } from './description.ts';
import { fieldOf, type NamedLife, type Resource, readingsOf } from './resources.ts';

type Fields = Record<string, unknown>;

/** Stand for the time of the request, and for any value. */
export const NOW = Symbol('now');
export const ANY = Symbol('any');

/** The current state of a record, and the status that it returns to when it is re-opened. */
export interface Standing {
  resource: Resource & { life: NamedLife };
  caller: Fields;
  before: Fields;
  open?: unknown;
}

/** The effect of an update by the rules of the life cycle: the fields with new values, or the texts that refuse it. */
export function effectOf(standing: Standing, send: Fields): Fields | string[] {
  const { resource, caller, before } = standing;
  const { dates, moves, names, status: field, ...life } = resource.life;
  const call = withoutFlags(standing, send);
  const then = (name: string) => (name in call ? call[name] : before[name]);
  const person = (by: string) => {
    const named = Object.keys(call).find((name) => readingsOf(resource, name).includes(by));
    return named === undefined ? undefined : { id: call[named] };
  };
  const refused: string[] = [];
  const lacks = (fields: string[]) => refused.push(...fields.map((each) => `${each} can't be blank`));
  const effect: Fields = {};
  for (const [name, value] of Object.entries(call)) {
    const { 'x-makes': list, 'x-changes': others = [] } = fieldOf(resource, name) ?? {};
    for (const each of list ? [list, ...others] : []) effect[each] = ANY;
    if (!list && name in resource.read && name !== field) effect[name] = value;
  }
  let status = field && before[field];
  const move = (to: unknown, must: boolean): boolean => {
    if (to === undefined || to === status) return false;
    const isAllowed = moves?.[String(status)]?.includes(Number(to)) ?? !moves;
    if (isAllowed) status = to;
    else if (must) refused.push(`${field} can't go from ${names[String(status)]} to ${names[String(to)]}`);
    return isAllowed;
  };
  for (const [date, rule] of Object.entries(dates).toSorted(([, a], [, b]) => rankOf(a) - rankOf(b))) {
    const { by, with: group, needs = [], clears = [], from } = rule;
    const [was, sent] = [before[date], from && from in call ? NOW : call[date]];
    const isCleared = sent !== undefined && isBlank(sent) && !isBlank(was);
    const missing = group?.filter((each) => isBlank(then(each))) ?? [];
    if (group && !isCleared && missing.length < group.length) lacks(missing);
    if (isCleared) {
      for (const each of [date, ...(group ?? []), ...clears])
        for (const name of [each, dates[each]?.by]) if (name !== undefined) effect[name] = '';
      if (group) status = standing.open;
    } else if (!isBlank(sent) && group && !isBlank(was)) effect[date] = was;
    else if (!isBlank(sent)) {
      if (isBlank(was)) lacks(needs.filter((each) => isBlank(call[each]) && !isNoted(standing, each)));
      effect[date] = sent;
      if (group) standing.open = status;
      if (group && field) status = rule.status;
      const isMoved = move(rule.status, isBlank(was)) || move(rule.reaches, false);
      if (by) effect[by] = person(by) ?? (isBlank(was) || isMoved ? caller : before[by]);
    } else if (by && person(by)) effect[by] = person(by);
  }
  if (field && !isBlank(call[field]) && move(call[field], true)) {
    const [date, rule] = Object.entries(dates).find(([, each]) => each.status === call[field]) ?? [];
    if (date) effect[date] = NOW;
    if (rule?.by) effect[rule.by] = caller;
  }
  const last = Object.keys(dates).findLast((date) => !isBlank(date in effect ? effect[date] : before[date]));
  if (field) effect[field] = moves ? status : ((last && dates[last]?.status) ?? life.new);
  return refused.length > 0 ? refused : effect;
}

/** Whether a record already has a note of this kind. */
export function isNoted({ resource, before }: Standing, text: string): boolean {
  return !isBlank(before[fieldOf(resource, text)?.['x-makes'] ?? '']);
}

/** The statuses on the way from one to another; undefined if there is no way. */
export function pathOf({ moves = {} }: Life, from: unknown, to: unknown): number[] | undefined {
  const paths: [unknown, number[]][] = [[from, []]];
  for (const [at, path] of paths) {
    if (at === to) return path;
    for (const next of moves[String(at)] ?? [])
      if (!paths.some(([known]) => known === next)) paths.push([next, [...path, next]]);
  }
  return undefined;
}

/** The fields of a request, with flags replaced by the dates that they set. */
function withoutFlags({ resource, before }: Standing, send: Fields): Fields {
  const call = { ...send };
  const { dates, flags = {} } = resource.life;
  for (const [flag, { sets, fills = {} }] of Object.entries(flags)) {
    if (!(flag in send)) continue;
    const isYes = send[flag];
    delete call[flag];
    for (const date of sets) {
      if (isYes) call[date] ??= isBlank(before[date]) ? NOW : before[date];
      else for (const each of [date, ...(dates[date]?.with ?? [])]) delete call[each];
    }
    for (const [name, value] of isYes ? Object.entries(fills) : [])
      call[name] ??= send[String(value)] ?? value;
  }
  for (const [name, value] of Object.entries(send)) {
    const stamped = fieldOf(resource, name)?.['x-stamps'];
    if (stamped === undefined || !(stamped in dates)) continue;
    delete call[name];
    call[stamped] = value === true || value === 1 ? NOW : '';
  }
  return call;
}

/** Several dates in one request apply in the order of their status, closing last. */
function rankOf({ status, reaches, with: group }: Life['dates'][string]): number {
  return group ? Number.POSITIVE_INFINITY : Number(status ?? reaches ?? 0) || 0;
}

function isBlank(value: unknown): boolean {
  return (value ?? '') === '' || (Array.isArray(value) && value.length === 0);
}
