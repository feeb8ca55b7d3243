import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CallError } from '../calls/faults.ts';
import { UncertainError, UnwritableError } from '../store/store.ts';
import { formatOf } from './address.ts';
import { type Code, codeOf, type Envelope, failed, formats } from './envelope.ts';
import { StoredResponse } from './idempotency.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code that the call failed with, or that its failure was unexpected. */
    failure: Code | 'unexpected' | undefined;
  }
}

const UNEXPECTED = 'The call could not be carried out';
const UNWRITABLE = 'The call could not be carried out: nothing can be written at the moment';
const UNCERTAIN =
  'The call may have been carried out or not: the database did not answer in time. Look before calling again';
/** What Node takes for a client that waits before it sends its body. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

/** Sends an envelope in the format of the request's address. */
export function answer(reply: FastifyReply, status: number, envelope: Envelope): FastifyReply {
  reply.request.failure = codeOf(envelope);
  return send(reply.code(status), textOf(reply.request, envelope));
}

/** An envelope as text, in the format of the request's address. */
export function textOf({ originalUrl }: FastifyRequest, envelope: Envelope): string {
  return formats[formatOf(originalUrl)].write(envelope);
}

export function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.type(formats[formatOf(reply.request.originalUrl)].type).send(text);
}

/** Refuses what HTTP has a server refuse, as Node would without an envelope. */
export function refuseOddities(
  { raw, headers }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    return answer(reply, 400, failed('E400', 'The Host header is missing'));
  }
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) {
    return answer(reply, 417, failed('E400', 'What the Expect header asks for is not known'));
  }
  return undefined;
}

/** Answers what a call threw: its faults, or that it could not be carried out. */
export function answerError(
  error: FastifyError | CallError | StoredResponse,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof StoredResponse) return send(reply.header('Idempotency-Replayed', 'true'), error.text);
  if (error instanceof CallError) return answer(reply, 200, failed('E400', ...error.faults));
  switch (error.statusCode) {
    case 413:
      return answer(reply, 413, failed('E400', 'The request body is too large'));
    case 400:
    case 415:
      return answer(reply, 200, failed('E400', 'The request body could not be read'));
    default:
      // v1 has no 5xx: the response says that nothing was done, and the log says why.
      request.log.error(error);
      answer(reply, 200, failed('E400', messageOf(error)));
      request.failure = 'unexpected';
      return reply;
  }
}

/** The text for an error that is no fault of the call. */
function messageOf(error: Error): string {
  if (error instanceof UncertainError) return UNCERTAIN;
  return error instanceof UnwritableError ? UNWRITABLE : UNEXPECTED;
}
