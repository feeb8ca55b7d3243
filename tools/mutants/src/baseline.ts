import { isDeepStrictEqual } from 'node:util';
import type { OperationId } from '@service-desk/client';
import type { ProxiedRequest, ProxiedResponse } from './proxy.ts';
import type { Suspect } from './suspect.ts';

/** A request and its answer. */
export interface RecordedExchange {
  operation: OperationId;
  request: ProxiedRequest;
  answer: ProxiedResponse;
}

/** What a judge does and finds where there is no fault: the names of its findings, and what it sends. */
export interface Baseline {
  findings: string[];
  traffic: RecordedExchange[];
}

/**
 * Whether a fault may take effect in what a judge sends. It is tried on the recorded traffic, which costs a thousandth of a
 * judgement. Where it asks for something that was not recorded, it may.
 */
export async function mayShow({ operations, fault }: Suspect, { traffic }: Baseline): Promise<boolean> {
  const own = new Set(operations);
  const spoil = fault();
  for (const { operation, request, answer } of traffic) {
    if (!own.has(operation)) continue;
    const sent: ProxiedRequest[] = [];
    const answered = await spoil(structuredClone(request), async (forwarded) => {
      sent.push(forwarded);
      return structuredClone(answer);
    });
    if (!isDeepStrictEqual(sent, [request]) || !isDeepStrictEqual(answered, answer)) return true;
  }
  return false;
}
