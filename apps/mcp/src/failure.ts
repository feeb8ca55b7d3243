import {
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isMalformedResponseError,
  isNotFoundError,
  isRateLimitError,
} from '@service-desk/client';
import { cut } from './trim.ts';

/** A mistake in a call, in words for the agent that made it. */
export class ToolCallError extends Error {
  override name = 'CallError';
}

/** How much of a response that is not v1's is shown, in characters. */
const EXCERPT = 200;
/** Shorter tokens are not looked for in errors: they might be words. */
const SHORTEST_TOKEN = 6;

/**
 * What went wrong, in words for an agent: the texts of v1 with their codes as they are, and what can be done about it.
 *
 * @param token is removed, should a provider have sent it back
 * @throws the error itself if it is none of a call, but a fault of this server
 */
export function failureText(error: unknown, token: string): string {
  const text = wordsOf(error);
  return token.length < SHORTEST_TOKEN ? text : text.replaceAll(token, '[token]');
}

function wordsOf(error: unknown): string {
  if (isApiError(error)) {
    const faults = error.faults.map(({ code, message }) => (code ? `[${code}] ${message}` : message));
    const advice = adviceFor(error);
    return [
      ...faults,
      ...(faults.length === 0 ? ['The provider refused the call without a reason.'] : []),
      advice,
    ]
      .filter(Boolean)
      .join('\n');
  }
  if (isMalformedResponseError(error)) {
    const { status, url, excerpt } = error;
    const advice =
      status < 500
        ? 'SERVICE_DESK_URL has to be the address of the API with its prefix, such as https://desk.example/v1.'
        : 'It may be unavailable for a while: try again later.';
    return `${new URL(url).origin} sent HTTP ${status} with something that is not a response of v1. ${advice} It begins: ${JSON.stringify(cut(excerpt, EXCERPT))}`;
  }
  if (isConnectionError(error)) {
    const isWrite = error.method !== 'GET';
    const advice = 'It may have been carried out or not: read the record before you repeat the call.';
    return `The service desk did not answer. ${error.message}${isWrite ? `\n${advice}` : ''}`;
  }
  if (error instanceof ToolCallError) return error.message;
  throw error;
}

function adviceFor(error: unknown): string | undefined {
  if (isAuthenticationError(error))
    return 'The token of this server was refused. Only the person who set up SERVICE_DESK_TOKEN can change that.';
  if (isRateLimitError(error)) {
    const { retryAfter } = error;
    return `The rate limit is exceeded. Repeat the call ${retryAfter === undefined ? 'later' : `after ${retryAfter} seconds`}.`;
  }
  if (isNotFoundError(error)) return 'It does not exist, or the token does not permit to see it.';
  return undefined;
}
