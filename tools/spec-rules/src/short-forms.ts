import type { Context, Example, Location, Rule } from './redocly.ts';

/*
 * Short forms of the sources. They are expanded before linting and bundling, so that rules and readers of the bundle see
 * plain OpenAPI. `spec/README.md` describes each for authors.
 */

type States = Record<string, object>;

interface Root {
  'x-states'?: States | { $ref: string };
}

/** An example as it is in the sources. */
interface SourceExample extends Omit<Example, 'x-state'> {
  'x-state'?: unknown;
  'x-failed'?: unknown;
}

/** `x-state: a name`, of the states that the root has in `x-states`, becomes that state with its name and values. */
const states: Rule = () => {
  let known: States = {};
  let place: Location;
  const used = new Set<string>();
  return {
    Root: {
      enter(root: Root, { resolve, location }: Context) {
        const resolved = resolve<States>(root['x-states'] ?? {});
        known = resolved.node ?? {};
        place = resolved.location ?? location;
        delete root['x-states'];
      },
      leave(_root: Root, { report }: Context) {
        for (const name of Object.keys(known).filter((each) => !used.has(each)))
          report({ message: `No example is in the state "${name}".`, location: place.child([name]).key() });
      },
    },
    Example: {
      enter(example: SourceExample, { report, location }: Context) {
        const name = example['x-state'];
        if (typeof name !== 'string') return;
        used.add(name);
        example['x-state'] = { name, values: known[name] ?? {} };
        if (!known[name])
          report({ message: `There is no state "${name}".`, location: location.child(['x-state']) });
      },
    },
  };
};

/** `x-failed: text`, or a list of texts, becomes the value of the example: v1's envelope of a failure. */
const failures: Rule = () => ({
  Example: {
    enter(example: SourceExample, { report, location }: Context) {
      if (!('x-failed' in example)) return;
      const texts = [example['x-failed']].flat();
      if (example.value !== undefined || !texts.every((text) => typeof text === 'string'))
        report({
          message: 'x-failed is a text or a list of texts, in place of a value.',
          location: location.child(['x-failed']).key(),
        });
      example.value = { errors: texts.map((error) => ({ error })), version: '1.0', status: 'Failed' };
      delete example['x-failed'];
    },
  },
});

export const shortForms: Record<string, Rule> = { states, failures };
