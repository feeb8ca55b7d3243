import { touchRecord } from '../resources/records/rows.ts';
import type { Handlers } from './call.ts';

/* What the handler of a GET cannot do: the lines below must not compile. */

export const handlers: Pick<Handlers, 'customers.get' | 'incidents.get'> = {
  async 'customers.get'({ db }) {
    // @ts-expect-error A reader has no inserts, updates and deletes.
    await db.remove('customers').execute();
    // @ts-expect-error Queries are limited to the caller's account.
    await db.selectFrom('customers').execute();
    throw new Error('it does not compile');
  },
  async 'incidents.get'(call) {
    // @ts-expect-error Its response is cached, so it must not depend on the time.
    call.now;
    // @ts-expect-error It cannot write.
    call.write(async () => undefined);
    // @ts-expect-error It cannot call functions that write.
    await touchRecord(call, 'incident', call.ids.id);
    throw new Error('it does not compile');
  },
};
