import { touchRecord } from '../resources/records/rows.ts';
import type { Handlers } from './call.ts';

/* What a handler of a GET cannot do: each line below must not compile. The typecheck of this package looks at it. */

export const handlers: Pick<Handlers, 'customers.get' | 'incidents.get'> = {
  async 'customers.get'({ db }) {
    // @ts-expect-error What it reads from has no inserts, updates and removals.
    await db.remove('customers').execute();
    // @ts-expect-error A query begins with the rows of the caller's account.
    await db.selectFrom('customers').execute();
    throw new Error('it does not compile');
  },
  async 'incidents.get'(call) {
    // @ts-expect-error Its response is cached, so it may not depend on the moment.
    call.now;
    // @ts-expect-error It is given no way to write.
    call.write(async () => undefined);
    // @ts-expect-error Nor can it call a rule that writes.
    await touchRecord(call, 'incident', call.ids.id);
    throw new Error('it does not compile');
  },
};
