export { type AvatarSize, avatarUrl } from './avatar.ts';
export type { CallOptions, ListPromise, Page, PagePromise } from './call.ts';
export {
  ApiError,
  AuthenticationError,
  ConnectionError,
  type FailedCall,
  type Fault,
  isApiError,
  isServiceDeskError,
  MalformedResponseError,
  NotFoundError,
  RateLimitError,
  ServiceDeskError,
} from './errors.ts';
export type * from './generated/operations.ts';
export { operationTable } from './generated/operations.ts';
export type * from './generated/types.ts';
export { createServiceDesk, type ServiceDesk, type ServiceDeskOptions } from './service-desk.ts';
