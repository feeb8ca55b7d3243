export type { Behaviour, Given, World } from './behaviours/behaviour.ts';
export {
  type BehaviourOptions,
  type BehaviourResult,
  behaviours,
  type RunOptions,
  runBehaviour,
  runBehaviours,
  worldOf,
} from './behaviours/run.ts';
export { type ComparedPact, comparePact } from './comparison.ts';
export { type Coverage, coverageOf, tellCoverage } from './coverage.ts';
export type { Description } from './description.ts';
export { type Scenario, scenarios } from './generated/scenarios.ts';
export type { Cleaning } from './live/clean.ts';
export { type Inspection, type InspectOptions, inspectProvider } from './live/inspect.ts';
export { examinePact } from './live/pact.ts';
export { examineTraffic, type Traffic } from './live/traffic.ts';
export { injectedValues, type SetState, StateUnavailableError, sandboxStates } from './provider-states.ts';
export {
  argumentsOf,
  callOf,
  isInPacts,
  participants,
  type Recording,
  type RecordOptions,
  recordPacts,
} from './record.ts';
export {
  type Finding,
  findingsOfBehaviours,
  findingsOfPacts,
  type Report,
  renderReport,
  summaryOf,
} from './report.ts';
export { authorizationOf } from './request.ts';
export { demoStates, type Id, type ProviderState, type ProviderStates } from './states.ts';
export {
  ContractError,
  examineProvider,
  type InteractionFailure,
  type Verification,
  type VerifyOptions,
  verifyPacts,
} from './verify.ts';
