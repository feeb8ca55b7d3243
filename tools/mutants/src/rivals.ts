import { ApiError, createServiceDesk, type OperationId } from '@service-desk/client';
import { type ComparedPact, callOf, comparePact, type Scenario, type SetState } from '@service-desk/contract';
import { readDescription } from '@service-desk/description/description';
import type { Serving } from '@service-desk/test-kit/processes';
import { startPrism, violationsOf } from './prism.ts';
import type { ProxiedRequest } from './proxy.ts';
import { askedOf, examplesOf, lineOf, type Spoil, spoiled } from './requests.ts';

/** What others catch without the contract: each answers its first complaint. */
export interface Rivals extends AsyncDisposable {
  /** Listens to the responses that the correct provider and client get, which are no faults. */
  learn(operations: readonly OperationId[], setState: SetState): Promise<void>;
  /** Prism as a proxy, while the client calls each example of these operations. */
  prism(operations: readonly OperationId[], setState: SetState, spoil?: Spoil): Promise<string | undefined>;
  /** The comparator, given the pact that such a client would record if nothing else held it to the examples. */
  comparator(operations: readonly OperationId[], spoil: Spoil): Promise<string | undefined>;
}

/** @param provider its address, with the prefix */
export async function startRivals(provider: string, pacts: readonly ComparedPact[]): Promise<Rivals> {
  const prism = await startPrism(provider);
  /** What Prism says of each example in any case. */
  const known = new Map<string, readonly string[]>();
  return {
    async learn(operations, setState) {
      for (const example of examplesOf(operations)) {
        if (!known.has(example.name)) known.set(example.name, await throughPrism(prism, example, setState));
      }
    },
    async prism(operations, setState, spoil) {
      for (const example of examplesOf(operations)) {
        const found = await throughPrism(prism, example, setState, spoil);
        const complaint = found.find((each) => !known.get(example.name)?.includes(each));
        if (complaint) return `${example.name}: ${complaint}`;
      }
      return undefined;
    },
    async comparator(operations, spoil) {
      for (const example of examplesOf(operations)) {
        const [complaint] = await comparePact(readDescription(), await pactOf(example, pacts, spoil));
        if (complaint) return complaint;
      }
      return undefined;
    },
    [Symbol.asyncDispose]: () => prism.stop(),
  };
}

/** Calls an example through Prism: what Prism finds, and whether the client got a success where it should. */
async function throughPrism(
  prism: Serving,
  example: Scenario,
  setState: SetState,
  spoil: Spoil = () => {},
): Promise<string[]> {
  const found: string[] = [];
  const values: Record<string, string | number> = await setState(example.state.name);
  const desk = createServiceDesk({
    baseUrl: prism.url,
    token: String(values.token),
    async fetch(input, init) {
      const answer = await fetch(await spoiled(new Request(input, init), spoil));
      found.push(...violationsOf(answer));
      return answer;
    },
  });
  const succeeds = Object.hasOwn(example.response.body as object, 'result');
  const outcome = await callOf(desk, withValues(example, values)).then(
    () => (succeeds ? undefined : 'the client got a success'),
    (error: Error) => {
      const refused = error instanceof ApiError && !succeeds;
      return refused ? undefined : `the client threw: ${lineOf(error)}`;
    },
  );
  return outcome ? [...found, outcome] : found;
}

/** The example as it is with a provider that has other ids. */
function withValues(example: Scenario, values: Record<string, string | number>): Scenario {
  const others = new Map(
    Object.entries(example.state.values).map(([key, value]) => [String(value), values[key]]),
  );
  const request = JSON.parse(JSON.stringify(example.request), (_, value) =>
    typeof value === 'object' ? value : (others.get(String(value)) ?? value),
  );
  return { ...example, request };
}

/** The pact of an example with the request that the client sends. */
async function pactOf(
  example: Scenario,
  pacts: readonly ComparedPact[],
  spoil: Spoil,
): Promise<ComparedPact> {
  const sent: ProxiedRequest[] = [];
  const desk = createServiceDesk({
    baseUrl: 'http://provider.example',
    token: String(example.state.values.token),
    async fetch(input, init) {
      sent.push(await askedOf(new Request(input, init), spoil));
      return Response.json(example.response.body, { status: example.response.status });
    },
  });
  // It fails where the example does; what was sent is what counts.
  await callOf(desk, example).catch(() => undefined);
  const recorded = pacts
    .flatMap(({ interactions }) => interactions)
    .find(({ description }) => description === example.name);
  const interaction = { ...recorded, request: requestOf(sent[0] as ProxiedRequest) };
  return { ...pacts[0], interactions: [interaction] } as ComparedPact;
}

/** A request as it stands in a pact. */
function requestOf({ method, url, headers, body }: ProxiedRequest): object {
  const { pathname, searchParams } = new URL(url, 'http://provider.example');
  return {
    method,
    path: pathname,
    query: Object.fromEntries([...searchParams.keys()].map((key) => [key, searchParams.getAll(key)])),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ...(body && {
      body: { content: JSON.parse(body), contentType: headers['content-type'], encoded: false },
    }),
  };
}
