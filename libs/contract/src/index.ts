export type { Behaviour, Given, World } from './behaviours/behaviour.ts';
export {
  type BehaviourOptions,
  type BehaviourResult,
  behaviours,
  findingsOfBehaviours,
  type RunOptions,
  runBehaviour,
  runBehaviours,
  worldOf,
} from './behaviours/run.ts';
export { examinePact } from './checks/pact.ts';
export { examineTraffic, type Traffic } from './checks/traffic.ts';
export { type Scenario, scenarios } from './generated/scenarios.ts';
export type { Cleaning } from './inspection/clean.ts';
export { type Inspection, type InspectOptions, inspectProvider } from './inspection/inspect.ts';
export { type ComparedPact, comparePact } from './interactions/comparison.ts';
export { coverageOf } from './interactions/coverage.ts';
export { findingsOfPacts } from './interactions/findings.ts';
export { participants } from './interactions/participants.ts';
export { recordPacts } from './interactions/record.ts';
export type { Recording, RecordOptions } from './interactions/recorder.ts';
export {
  ContractError,
  examineProvider,
  type InteractionFailure,
  type Verification,
  type VerifyOptions,
  verifyPacts,
} from './interactions/verify.ts';
export { type PropertyOptions, type PropertyResult, runProperties } from './properties/run.ts';
export {
  type Coverage,
  type Finding,
  type Report,
  renderReport,
  summaryOf,
  tellCoverage,
} from './report/report.ts';
export { demoStates, type Id, type ProviderState, type ProviderStates } from './states.ts';
export { compareWithTwin, type TwinOptions, type TwinReport } from './twin/twin.ts';
export { authorizationOf } from './v1/calls.ts';
export type { Description } from './v1/description.ts';
export { injectedValues, type SetState, StateUnavailableError, sandboxStates } from './v1/provider-states.ts';
export { argumentsOf, callOf, isInPacts } from './v1/scenarios.ts';
