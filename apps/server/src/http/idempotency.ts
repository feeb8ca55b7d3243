import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { CallError } from '../calls/faults.ts';
import type { KeyedRequest } from '../store/idempotency-keys.ts';

/*
 * Idempotency keys are not part of v1. A POST or DELETE may carry an `Idempotency-Key`. Its first response is stored with
 * the key in the transaction of what it writes, so a request that is sent again has the same response and writes nothing.
 * Changes of an account happen one after the other in all processes, so a request whose key is in progress waits for it.
 */

const KEY = /^[\x20-\x7e]{1,255}$/;
const METHODS = ['POST', 'DELETE'];

/** The response that is stored for a key. It is thrown, because it ends the call in place of its handler. */
export class StoredResponse {
  readonly text: string;

  /** @throws CallError if the key was sent with another request */
  constructor(stored: { request: string; response: string }, { request }: KeyedRequest) {
    if (stored.request !== request)
      throw new CallError('The Idempotency-Key has already been used for another request');
    this.text = stored.response;
  }
}

/**
 * The key of a request and what identifies the request; undefined if it has no key, or a method that takes none.
 *
 * @throws CallError if the key is too long or holds other characters than printable ASCII
 */
export function keyedRequestOf(request: FastifyRequest): KeyedRequest | undefined {
  const { method, originalUrl, headers, contentType = '', caller } = request;
  const key = headers['idempotency-key'];
  if (key === undefined || !METHODS.includes(method)) return undefined;
  if (typeof key !== 'string' || !KEY.test(key))
    throw new CallError('The Idempotency-Key must have 1 to 255 printable characters');
  const hash = createHash('sha256').update(`${method} ${originalUrl}\n${contentType}\n`);
  if (request.body) hash.update(request.body as Buffer);
  return { user: caller.user ?? 0, key, request: hash.digest('base64') };
}
