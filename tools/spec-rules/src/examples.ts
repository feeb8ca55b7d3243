import {
  answerOf,
  type Context,
  type Example,
  examplesOf,
  JSON_TYPE,
  type MediaType,
  type Operation,
  requestOf,
  type Visitor,
} from './redocly.ts';

/** Every body in JSON is shown, by examples that have names. */
export function namedExamples(): Visitor {
  return {
    MediaType: {
      enter({ example, examples = {} }: MediaType, { key, report, location }: Context) {
        if (key !== JSON_TYPE) return;
        if (example !== undefined)
          report({
            message: 'Examples must have names: use examples, not example.',
            location: location.child(['example']).key(),
          });
        else if (Object.keys(examples).length === 0)
          report({ message: 'A body needs an example.', location: location.key() });
      },
    },
    Example: {
      enter({ summary }: Example, { key, report, location }: Context) {
        if (!summary?.trim()) report({ message: `The example ${key} needs a summary.`, location });
      },
    },
  };
}

/** The example of an answer says in which state of the provider it is true. */
export function exampleStates(): Visitor {
  return {
    Response: {
      MediaType: {
        Example: {
          enter(example: Example, { key, report, location }: Context) {
            const { name, values } = example['x-state'] ?? {};
            if (typeof name === 'string' && typeof values === 'object' && values !== null) return;
            report({ message: `The example ${key} needs an x-state with name and values.`, location });
          },
        },
      },
    },
  };
}

/** What is sent and what comes back of it have the same name. */
export function pairedExamples(): Visitor {
  return {
    Operation: {
      enter(operation: Operation, context: Context) {
        if (!operation.requestBody) return;
        const { report, location } = context;
        const asked = examplesOf(context, requestOf(context, operation));
        const answered = examplesOf(context, answerOf(context, operation));
        for (const name of asked.keys())
          if (!answered.has(name))
            report({
              message: `The request example ${name} has no response example of that name.`,
              location: location.child(['requestBody']).key(),
            });
        for (const name of answered.keys())
          if (!asked.has(name))
            report({
              message: `The response example ${name} has no request example of that name.`,
              location: location.child(['responses', '200']).key(),
            });
      },
    },
  };
}
