import type { Example } from '@service-desk/description/description';

/** A variable of a collection, with its value in the demo world. */
export interface Variable {
  name: string;
  value: string;
  /** What its value has to be at another provider. */
  description: string;
}

/** The variables for the values of provider states. */
export interface Variables {
  /** The variable of the token that most requests have. */
  token: string;
  all: Variable[];
  /**
   * The variable for the value of a field or of a path parameter in a state; undefined if the value is not from the
   * state. The state's value of that name is preferred to others that are equal.
   */
  nameOf(values: State['values'], field: string, value: unknown): string | undefined;
  /** @throws Error if the token is not in the demo world */
  tokenOf(token: unknown): string;
}

type State = NonNullable<Example['x-state']>;

/** The tokens of the demo world. */
const TOKENS: Readonly<Record<string, Omit<Variable, 'value'>>> = {
  'demo-dan': { name: 'token', description: 'Your token.' },
  'demo-luke': {
    name: 'token_of_colleague',
    description: 'The token of a user without special permissions.',
  },
  'demo-account': { name: 'token_of_account', description: 'The token of the account.' },
  'demo-spent': { name: 'token_without_calls', description: 'A token whose hourly limit is used up.' },
  'not-a-token': { name: 'unknown_token', description: 'A token that does not exist.' },
};

const ARTICLES = new Set(['a', 'an', 'the']);

/**
 * Reads the variables of states. A variable has the name of its value in the states, such as `incident_id`. If there are
 * several values of a name, all but one have their state in it: `incident_id_with_links`, `closed_incident_id`.
 */
export function readVariables(states: readonly State[]): Variables {
  const found = new Map<string, { key: string; value: string; states: Set<string> }>();
  for (const { name, values } of states) {
    for (const [key, value] of Object.entries(values).filter(([key]) => key !== 'token')) {
      const id = idOf(key, value);
      const known = found.get(id) ?? { key, value: String(value), states: new Set() };
      found.set(id, known);
      known.states.add(name);
    }
  }
  const variables = new Map(
    [...Map.groupBy(found, ([, { key }]) => key)].flatMap(([key, values]) => {
      const plain = values.find(([, { states: own }]) =>
        [...own].some((name) => snake(name) === nounOf(key)),
      );
      const [[first] = []] = plain ? [plain] : values;
      return values.map(([id, { value, states: own }]): [string, Variable] => {
        const name = id === first ? key : nameIn([...own][0] ?? '', key);
        return [id, { name, value, description: `Needs: ${[...own].join('; ')}.` }];
      });
    }),
  );
  return {
    token: 'token',
    all: [...Object.entries(TOKENS).map(([value, token]) => ({ ...token, value })), ...variables.values()],
    nameOf(values, field, value) {
      const equal = Object.keys(values).filter((key) => String(values[key]) === String(value));
      const key = equal.find((each) => each === field) ?? equal[0];
      return key === undefined ? undefined : variables.get(idOf(key, value))?.name;
    },
    tokenOf(token) {
      const known = TOKENS[String(token)];
      if (!known) throw new Error(`${token} is not a token of the demo data`);
      return known.name;
    },
  };
}

function idOf(key: string, value: unknown): string {
  return `${key} ${value}`;
}

/** A name for the value of a key in a state. */
function nameIn(state: string, key: string): string {
  const noun = nounOf(key);
  const subject = snake(state);
  if (subject.startsWith(`${noun}_`)) return `${key}${subject.slice(noun.length)}`;
  const [, adjective] = new RegExp(`^([a-z]+)_${noun}$`).exec(subject) ?? [];
  return adjective ? `${subject}_id` : `${key}_of_${subject.replace(new RegExp(`_with_${noun}$`), '')}`;
}

function nounOf(key: string): string {
  return key.replace(/_id$/, '');
}

/** A state without its articles, in snake case. */
function snake(state: string): string {
  return state
    .split(' ')
    .filter((word) => !ARTICLES.has(word))
    .join('_');
}
