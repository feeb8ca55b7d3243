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
/** The values of the Expect header that Node handles. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

/** Sends an envelope in the format of the request's URL. */
export function sendEnvelope(reply: FastifyReply, status: number, envelope: Envelope): FastifyReply {
  reply.request.failure = codeOf(envelope);
  return send(reply.code(status), serialize(reply.request, envelope));
}

/** Serializes an envelope in the format of the request's URL. */
export function serialize({ originalUrl }: FastifyRequest, envelope: Envelope): string {
  return formats[formatOf(originalUrl)].write(envelope);
}

export function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.type(formats[formatOf(reply.request.originalUrl)].type).send(text);
}

/** Refuses requests that violate HTTP. Node would do so without an envelope. */
export function checkHeaders(
  { raw, headers }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    return sendEnvelope(reply, 400, failed('E400', 'The Host header is missing'));
  }
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) {
    return sendEnvelope(reply, 417, failed('E400', 'What the Expect header asks for is not known'));
  }
  return undefined;
}

/** Sends the response for an error of a call. */
export function sendError(
  error: FastifyError | CallError | StoredResponse,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof StoredResponse) return send(reply.header('Idempotency-Replayed', 'true'), error.text);
  if (error instanceof CallError) return sendEnvelope(reply, 200, failed('E400', ...error.faults));
  switch (error.statusCode) {
    case 413:
      return sendEnvelope(reply, 413, failed('E400', 'The request body is too large'));
    case 400:
    case 415:
      return sendEnvelope(reply, 200, failed('E400', 'The request body could not be read'));
    default:
      // v1 has no 5xx. The response says that the call failed, and the log contains the reason.
      request.log.error(error);
      sendEnvelope(reply, 200, failed('E400', textOf(error)));
      request.failure = 'unexpected';
      return reply;
  }
}

/** The text for an unexpected error. */
function textOf(error: Error): string {
  if (error instanceof UncertainError) return UNCERTAIN;
  return error instanceof UnwritableError ? UNWRITABLE : UNEXPECTED;
}
