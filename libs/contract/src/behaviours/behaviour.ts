import assert from 'node:assert/strict';
import {
  ApiError,
  type Incident,
  type IncidentWrite,
  type OperationId,
  type ServiceDesk,
} from '@service-desk/client';
import type { ProviderState, ProviderStates } from '../generated/states.ts';

/** A provider state that has been brought about: its values, and a client with its token. */
export type Given<Name extends ProviderState> = ProviderStates[Name] & { desk: ServiceDesk };

/** What a behaviour is run with. */
export interface World {
  /** Brings a provider state about. */
  given<Name extends ProviderState>(name: Name): Promise<Given<Name>>;
  /** A client with another token, such as one that a state has beside its own. */
  as(token: string): ServiceDesk;
}

/** Something that a provider does, which no single answer shows. */
export interface Behaviour {
  /** Reads as a sentence. */
  name: string;
  /** The row of docs/limitations.md that says so. */
  row: string;
  /** The operations that it looks at. */
  operations: readonly OperationId[];
  /** The provider states that it begins with. It is given no others. */
  needs: readonly ProviderState[];
  /** Whether it changes anything. What does not may be run against a provider that is in use. */
  writes: boolean;
  /** Throws when the provider behaves otherwise. */
  run(world: World): Promise<void>;
}

/** A new incident that is assigned to the caller, in a state where incidents can be created. */
export async function givenNewIncident(
  world: World,
  fields: IncidentWrite = {},
): Promise<Given<'a service with priorities and types'> & { incident: Incident; callerId: number | string }> {
  const state = await world.given('a service with priorities and types');
  const caller = await state.desk.users.current();
  const incident = await state.desk.incidents.create({
    title: 'A behaviour of the contract',
    service_id: state.service_id,
    assigned_user_id: caller.id,
    ...fields,
  });
  return { ...state, incident, callerId: caller.id };
}

/** Asserts that a call fails with exactly these texts, in this order and without their codes. */
export async function assertFaults(call: Promise<unknown>, messages: readonly string[]): Promise<void> {
  const error = await call.then(
    () => assert.fail(`Expected the call to fail: ${messages.join(', ')}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  assert.deepEqual(
    error.faults.map(({ message }) => message),
    messages,
  );
}

/** All entries of all pages. */
export async function everyOf<Entry>(list: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of list) entries.push(entry);
  return entries;
}

/** Asserts that names stand in order, ignoring case. Those beyond ASCII, where order is no matter of letters alone, are left out. */
export function assertNamesInOrder(names: readonly (readonly string[])[]): void {
  const plain = names
    .filter((parts) => parts.every((part) => /^[ -~]*$/.test(part)))
    .map((parts) => parts.map((part) => part.trim().toLowerCase()).join('\u0000'));
  assert.deepEqual(plain, plain.toSorted());
}

/** The ids of some records. */
export function idsOf(records: readonly { id: number | string }[]): (number | string)[] {
  return records.map(({ id }) => id);
}
