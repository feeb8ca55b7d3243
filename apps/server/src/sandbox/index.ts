export type { OperationId } from '../generated/operations.ts';
export {
  type Effect,
  FaultError,
  type FaultName,
  type FaultOptions,
  type FaultQueue,
  type WaitingFault,
  type WaitingOptions,
} from './fault-injection.ts';
export type { SandboxMail } from './mails.ts';
export type { RecordedRequest } from './request-log.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export type { ClockState, SandboxClock, Span } from './sandbox-clock.ts';
export type { ListenOptions, SandboxEvent, SandboxReceiver, SandboxWebhooks } from './sandbox-webhooks.ts';
export type { Tokens, WorldName } from './worlds.ts';
