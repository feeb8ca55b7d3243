import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiResult, callApi, type Send } from './call-api.ts';

/** Dan's colleagues, who get Dan's records in turn. */
export const ASSIGNEES = [17, 20] as const;
const SERVICE = 20;
const WORKERS = 8;
const UPDATES = 3;
/** Milliseconds between a refused write and the next. */
const REST = 20;

/** What every mark begins with. */
const MARK = 'crash-';

/** Something that was written, under a mark of its own: in titles, notes and the subject of the mail that it causes. */
export interface MarkedWrite {
  mark: string;
  /** Whether the server said that it was done. */
  acknowledged: boolean;
}

/** A client that writes all the time, also while servers are down. */
export interface WriteLoad {
  readonly writes: readonly MarkedWrite[];
  /** What servers answered that was no success. */
  readonly refusals: readonly string[];
  /** When writes were acknowledged, in milliseconds of {@link performance}. */
  readonly acknowledged: readonly number[];
  stop(): Promise<void>;
}

/** The mark in a text, if there is one. */
export function markIn(text: string): string | undefined {
  return /crash-[\w.]+/.exec(text)?.[0];
}

/**
 * Writes from several hands at once, to any of the servers that are up. Each creates an incident with two notes, changes it
 * a few times in more than one table, and has a change come from it. Each of these is one call, and causes one mail.
 *
 * @param send how a write is sent; by default once
 */
export function startLoad(servers: () => readonly string[], send: Send = callApi): WriteLoad {
  const writes: MarkedWrite[] = [];
  const refusals: string[] = [];
  const acknowledged: number[] = [];
  let stopping = false;

  /** @returns what was written, undefined if it is unknown whether it was */
  async function write(
    mark: string,
    method: 'POST' | 'PUT',
    path: string,
    body: object,
  ): Promise<ApiResult['result'] | undefined> {
    const urls = servers();
    const url = urls[Math.floor(Math.random() * urls.length)];
    if (!url) return void (await sleep(5));
    const entry: MarkedWrite = { mark, acknowledged: false };
    writes.push(entry);
    try {
      const { result, errors } = await send(url, method, path, body);
      refusals.push(...errors);
      entry.acknowledged = errors.length === 0;
      if (entry.acknowledged) acknowledged.push(performance.now());
      else await sleep(REST);
      return result;
    } catch {
      // Killed before it answered: what was written may be there or not, but whole.
      return undefined;
    }
  }

  async function work(worker: number): Promise<void> {
    for (let turn = 0; !stopping; turn += 1) {
      const mark = `${MARK}${worker}.${turn}`;
      const incident = { title: mark, symptom: mark, resolution: mark, service_id: SERVICE };
      const assigned_user_id = ASSIGNEES[0];
      const created = await write(mark, 'POST', 'incidents', { incident: { ...incident, assigned_user_id } });
      if (!created) continue;
      const { id } = created.incident;
      for (let step = 1; step <= UPDATES && !stopping; step += 1) {
        const own = `${mark}.${step}`;
        const fields = { title: own, symptom: own, assigned_user_id: ASSIGNEES[step % 2] };
        if (!(await write(own, 'PUT', `incidents/${id}`, { incident: fields }))) break;
      }
      const change = { title: `${mark}.c`, incident_id: id, use_symptoms: true, assigned_user_id };
      await write(`${mark}.c`, 'POST', 'changes', { change });
    }
  }

  const working = Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  return {
    writes,
    refusals,
    acknowledged,
    async stop() {
      stopping = true;
      await working;
    },
  };
}
