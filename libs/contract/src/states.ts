export { demoStates, type Id, type ProviderState, type ProviderStates } from './generated/states.ts';
