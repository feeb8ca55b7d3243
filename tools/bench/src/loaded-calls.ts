import { answerOf, EACH, type LoadedCall } from './load.ts';

export const TOKENS = { luke: 'demo-luke', account: 'demo-account' };
/** An incident that every size has. */
export const KNOWN = 100_040;
export const NEW = {
  title: 'Charged twice since midnight',
  service_id: 33,
  symptom: 'The bank confirms both payments.',
};

/**
 * The calls that are measured. The server caches a response until the next write. Each request of an uncached call
 * (`uncached`) has its own URL.
 */
export const CALLS = [
  'list, as Luke',
  'list, account-wide',
  'list of two',
  'get',
  'list, as Luke, uncached',
  'get, uncached',
  'create',
] as const;

export type CallName = (typeof CALLS)[number];
export type LoadedCalls = Record<CallName, LoadedCall>;

/** The calls as the description has them. */
export function described(url: string, id = KNOWN): LoadedCalls {
  const list = `${url}/incidents.json`;
  return {
    'list, as Luke': { method: 'GET', url: `${list}?limit=10`, token: TOKENS.luke },
    'list, account-wide': { method: 'GET', url: `${list}?limit=10`, token: TOKENS.account },
    // As long as the documented example, which is Prism's response to any request.
    'list of two': { method: 'GET', url: `${list}?limit=2`, token: TOKENS.luke },
    get: { method: 'GET', url: `${url}/incidents/${id}.json`, token: TOKENS.luke },
    'list, as Luke, uncached': {
      method: 'GET',
      url: `${list}?limit=10&uncached=${EACH}`,
      token: TOKENS.luke,
    },
    'get, uncached': {
      method: 'GET',
      url: `${url}/incidents/${id}.json?uncached=${EACH}`,
      token: TOKENS.luke,
    },
    create: { method: 'POST', url: list, token: TOKENS.luke, body: JSON.stringify({ incident: NEW }) },
  };
}

/**
 * The responses of the server, by call.
 *
 * @throws Error if the handwritten program sends other ones
 */
export async function sameAnswers(own: LoadedCalls, byHand: LoadedCalls): Promise<Record<CallName, string>> {
  const answers = {} as Record<CallName, string>;
  for (const name of CALLS) {
    const [answer, other] = [await answerOf(own[name]), await answerOf(byHand[name])];
    if (comparable(answer) !== comparable(other)) throw new Error(`${name} differs:\n${answer}\n${other}`);
    answers[name] = answer;
  }
  return answers;
}

/** A response without the numbers and times that differ between two creates. */
function comparable(answer: string): string {
  return answer.includes(NEW.title)
    ? answer.replaceAll(/\d{6,}/g, 'N').replaceAll(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, 'T')
    : answer;
}
