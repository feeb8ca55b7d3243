import { operatorOf } from '../admin/accounts.ts';
import {
  createConfigType,
  createRelationshipType,
  type RelationshipTypeInput,
} from '../admin/configuration.ts';
import { find } from '../admin/find.ts';
import { createGroup, createUser, setTimeAdministrator, type UserInput } from '../admin/people.ts';
import { createPriority, createType, type PriorityInput } from '../admin/service-parts.ts';
import { createService, type NewServiceInput } from '../admin/services.ts';
import { createToken } from '../admin/tokens.ts';
import { type WriteContext, writingIn } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import type { Id, RecordType, Seconds } from '../store/schema.ts';
import type { Db } from '../store/store.ts';

/** Something of a service, for one type of record. */
interface OfService {
  service: string;
  for: RecordType;
}

/** What can be made, as the operator's commands make it: what exists already is named by id or name. */
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

/** One thing that is to be made, under the name of its kind. */
export type Making = Partial<Inputs>;

type Makers = { [Kind in keyof Inputs]: (context: WriteContext, input: Inputs[Kind]) => Promise<object> };

const serviceOf = (context: WriteContext, { service }: OfService) => find(context, 'service', service);

const makers: Makers = {
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
 * Makes things that no call of v1 makes, one after the other, and returns what each one made.
 *
 * @throws TypeError when one cannot be made, with the operator's words
 */
export async function makeWorld(db: Db, account: Id, now: Seconds, makings: Making[]): Promise<object[]> {
  const made: object[] = [];
  for (const making of makings) {
    for (const [kind, input] of Object.entries(making)) {
      const make = makers[kind as keyof Inputs] as
        | ((context: WriteContext, input: unknown) => Promise<object>)
        | undefined;
      if (!make) throw new TypeError(`there is no ${kind} to be made, but ${Object.keys(makers).join(', ')}`);
      try {
        made.push(await make(writingIn(db, now, await operatorOf(db, String(account))), input));
      } catch (error) {
        if (error instanceof CallError) throw new TypeError(`${kind}: ${error.message}`, { cause: error });
        throw error;
      }
    }
  }
  return made;
}
