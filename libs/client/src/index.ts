export { type AvatarSize, avatarUrl } from './avatar.ts';
export type { Answered, CallOptions, CallPromise, ListPromise, Page, PagePromise } from './call.ts';
export { type DateForm, formatDate, parseDate } from './dates.ts';
export {
  AbortedError,
  ApiError,
  AuthenticationError,
  ConnectionError,
  type FailedCall,
  type Fault,
  isAbortedError,
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isMalformedResponseError,
  isNotFoundError,
  isRateLimitError,
  isServiceDeskError,
  isTimeoutError,
  MalformedResponseError,
  NotFoundError,
  RateLimitError,
  ServiceDeskError,
  TimeoutError,
} from './errors.ts';
export type * from './generated/operations.ts';
export type * from './generated/types.ts';
export {
  createServiceDesk,
  type RawClient,
  type ServiceDesk,
  type ServiceDeskOptions,
} from './service-desk.ts';
export { type OperationRow, operationTable } from './table.ts';
export type { Attempt, Fetch, Hooks, TransportOptions } from './transport.ts';
