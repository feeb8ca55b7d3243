import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@service-desk/test-kit/postgres';
import type { Serving } from '@service-desk/test-kit/processes';
import { TOKENS } from './loaded-calls.ts';
import { startServerOf } from './rivals.ts';

/** Server processes on one Postgres. */
export interface Fleet extends AsyncDisposable {
  urls: readonly string[];
}

/** Starts so many server processes on a Postgres of their own, with the demo world in it. */
export async function startFleet(size: number): Promise<Fleet> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-fleet-'));
  const postgres = await startPostgres();
  const servers: Serving[] = [];
  const stop = async () => {
    for (const server of servers) await server.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let index = 0; index < size; index += 1) {
      servers.push(await startServerOf(folder, { DATABASE_URL: postgres.url }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: servers.map(({ url }) => url), [Symbol.asyncDispose]: stop };
}

type Body = Record<string, unknown>;

/** Calls the API at each address in turn, as a plain balancer does. */
export function inTurn(urls: readonly string[], token = TOKENS.account) {
  let calls = 0;
  return async function call(method: string, address: string, body?: Body): Promise<Body> {
    const url = urls[calls % urls.length];
    calls += 1;
    const response = await fetch(`${url}/v1/${address}`, {
      method,
      headers: { Authorization: `Basic ${btoa(`x:${token}`)}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { result, errors } = (await response.json()) as { result?: Body; errors?: unknown };
    if (errors) throw new Error(`${method} ${address}: ${JSON.stringify(errors)}`);
    return result as Body;
  };
}

/** What came of updates. */
export interface Updates {
  made: number;
  /** Of fields that a later answer, or the record in the end, showed as they were before they were written. */
  lost: number;
}

/** Incidents that are written to at a time, each by two. */
const RECORDS = 16;

const FIRST_DUE = Date.UTC(2030, 0, 1);

/** A count as a due date, and the count of one. */
function dueAt(count: number): string {
  return new Date(FIRST_DUE + count * 1000).toISOString();
}

function secondsTo(due: unknown): number {
  return (Date.parse(due as string) - FIRST_DUE) / 1000;
}

/**
 * Updates records from both sides at once: of each, one side counts in the title and the other in the due date. Every
 * answer has to show its own count, and of the other at least what had been acknowledged when the call was made.
 */
export async function updateFromBothSides(
  [left = '', right = left]: readonly string[],
  count: number,
): Promise<Updates> {
  const sides = [inTurn([left]), inTurn([right])] as const;
  const perWriter = Math.ceil(count / RECORDS / 2);
  const updates: Updates = { made: 0, lost: 0 };

  async function work(): Promise<void> {
    const { incident } = (await sides[0]('POST', 'incidents', {
      incident: { title: '0', service_id: 20, due_date: dueAt(0) },
    })) as { incident: { id: number } };
    const acknowledged = [0, 0];
    const shown = ({ title, due_date }: Body) => [Number(title), secondsTo(due_date)];
    async function write(side: 0 | 1): Promise<void> {
      const other = 1 - side;
      for (let next = 1; next <= perWriter; next += 1) {
        const least = acknowledged[other] as number;
        const fields = side === 0 ? { title: String(next) } : { due_date: dueAt(next) };
        const answer = await sides[side]('PUT', `incidents/${incident.id}`, { incident: fields });
        const seen = shown(answer.incident as Body);
        if (seen[side] !== next || (seen[other] as number) < least) updates.lost += 1;
        acknowledged[side] = next;
        updates.made += 1;
      }
    }
    await Promise.all([write(0), write(1)]);
    const { incident: last } = (await sides[0]('GET', `incidents/${incident.id}`)) as { incident: Body };
    updates.lost += shown(last).filter((value) => value !== perWriter).length;
  }

  await Promise.all(Array.from({ length: RECORDS }, work));
  return updates;
}
