import { operatorContext } from '../admin/accounts.ts';
import { createPriority, createType, type PriorityInput } from '../admin/classifications.ts';
import {
  createConfigType,
  createRelationshipType,
  type RelationshipTypeInput,
} from '../admin/configuration.ts';
import { find } from '../admin/find.ts';
import { createGroup, createUser, setTimeAdministrator, type UserInput } from '../admin/people.ts';
import { createService, type NewServiceInput } from '../admin/services.ts';
import { createToken } from '../admin/tokens.ts';
import { type WriteContext, writingIn } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import type { Id, RecordType, Seconds } from '../store/schema.ts';
import type { Db } from '../store/store.ts';

/** The service and type of record that a priority or type is for. */
interface OfService {
  service: string;
  for: RecordType;
}

/** The inputs by kind, as for the operator's commands. Existing rows are referred to by id or name. */
interface Inputs {
  user: UserInput & { first_name: string };
  group: { name: string; services?: string[]; members?: string[] };
  service: NewServiceInput;
  priority: OfService & PriorityInput & { level: number; description: string };
  type: OfService & { name: string };
  config_type: { name: string; parent?: string; fields?: string[] };
  config_relationship_type: RelationshipTypeInput & { name: string };
  /** A token of a user. */
  token: { user: string; timeAdministrator?: boolean };
}

/** A fixture: the input under the name of its kind. */
export type Fixture = Partial<Inputs>;

type Creators = { [Kind in keyof Inputs]: (context: WriteContext, input: Inputs[Kind]) => Promise<object> };

const serviceOf = (context: WriteContext, { service }: OfService) => find(context, 'service', service);

const creators: Creators = {
  user: createUser,
  group: createGroup,
  service: createService,
  priority: async (context, input) =>
    createPriority(context, await serviceOf(context, input), input.for, input),
  type: async (context, input) => createType(context, await serviceOf(context, input), input.for, input),
  config_type: createConfigType,
  config_relationship_type: createRelationshipType,
  async token(context, { user, timeAdministrator = false }) {
    const found = await find(context, 'user', user);
    await setTimeAdministrator(context, found, timeAdministrator);
    return createToken(context, found, {});
  },
};

/**
 * Creates fixtures that v1 has no call for, in order, and returns the results.
 *
 * @throws TypeError with the message of the operator's command if one fails
 */
export async function createFixtures(
  db: Db,
  account: Id,
  now: Seconds,
  fixtures: Fixture[],
): Promise<object[]> {
  const results: object[] = [];
  for (const fixture of fixtures) {
    for (const [kind, input] of Object.entries(fixture)) {
      const create = creators[kind as keyof Inputs] as
        | ((context: WriteContext, input: unknown) => Promise<object>)
        | undefined;
      if (!create) throw new TypeError(`cannot make ${kind}, only ${Object.keys(creators).join(', ')}`);
      try {
        results.push(await create(writingIn(db, now, await operatorContext(db, String(account))), input));
      } catch (error) {
        if (error instanceof CallError) throw new TypeError(`${kind}: ${error.message}`, { cause: error });
        throw error;
      }
    }
  }
  return results;
}
