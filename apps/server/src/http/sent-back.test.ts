import { readDescription, toGenerateFrom } from '@service-desk/description/description';
import { type Operation, operationsOf } from '@service-desk/description/operations';
import { addressOf, successesOf } from '@service-desk/description/scenarios';
import { validatorsOf } from '@service-desk/description/validators';
import { describe, expect, test } from 'vitest';
import { startProvider } from '../test-support/provider.ts';

const { as, account } = await startProvider();

const { errorsOf } = validatorsOf(readDescription());
const operations = operationsOf(toGenerateFrom(readDescription()));
const updates = operations.filter(({ id }) => id.endsWith('.update'));

function readOf(path: string): Operation | undefined {
  return operations.find((operation) => operation.method === 'GET' && operation.path === path);
}

/** Where the documented successes of an operation find something: who is to look, by the path. */
function documented(operation: Operation): [path: string, token: string][] {
  return successesOf(operation).map(({ request, token }) => [
    `/v1${addressOf(operation, request.path, '')}`,
    token,
  ]);
}

/** All that the list above an address shows, where it stands below nothing else. */
async function listed(update: Operation): Promise<[path: string, token: string][]> {
  const list = readOf(update.path.replace('/{id}.', '.'));
  const { key, list: isList } = list?.result ?? {};
  if (!list || !key || !isList || list.ids.length > 0) return [];
  const path = `/v1${list.path.replace('.{format}', '')}`;
  const { result } = await account.get(`${path}?limit=100&start_date=2000-01-01`);
  return (result[key] as Record<string, { id?: number }>[]).map((entry) => {
    const [{ id = entry.id } = {}] = Object.values(entry);
    return [`${path}/${id}`, 'demo-account'];
  });
}

describe('[writes.8] [formats.4] a record sent back as it was read is accepted and changes nothing:', () => {
  test.each(updates)('$id', async (update) => {
    const get = readOf(update.path) as Operation;
    const { name, wrapper } = update.body as NonNullable<Operation['body']>;
    const places = new Map([...(await listed(update)), ...documented(update), ...documented(get)]);
    expect(places.size).toBeGreaterThan(0);
    for (const [path, token] of places) {
      const before = await as(token).get(path);
      expect(before.errors, path).toBeUndefined();
      const record = before.result[get.result.key as string];
      const body = wrapper === null ? record : { [wrapper]: record };
      expect(errorsOf(`#/components/schemas/${name}`, body), path).toEqual([]);
      // A locked time entry takes no call at all.
      const refused = record.locked_at ? ['[E400] time entry is locked'] : undefined;
      expect((await as(token).put(path, body)).errors, path).toEqual(refused);
      expect((await as(token).get(path)).result, path).toEqual(before.result);
    }
  });
});
