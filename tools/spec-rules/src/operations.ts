import {
  answerOf,
  type Content,
  type Context,
  examplesOf,
  follow,
  JSON_TYPE,
  type Operation,
  partsOf,
  requestOf,
  type Schema,
  type Visitor,
} from './redocly.ts';

/** The statuses of v1: everything that was carried out or not, an invalid token, too many requests. */
const STATUSES = ['200', '401', '429'];

/** What an operation answers that only says where the answer is. */
const REDIRECT = '302';

/** What answers that are no call of an operation have in common, such as 404. */
const DEFAULT = 'default';

/** No caller is known on a 401, and the others are no calls, so neither is counted. */
const UNCOUNTED = ['401', DEFAULT];

/** What an answer that was counted says about the hour's requests. */
const HOUR = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];

/** Every operation answers with the statuses that the wire has, and no other, and says what is left of the hour. */
export function operationAnswers(): Visitor {
  return {
    Operation: {
      enter({ responses = {} }: Operation, { report, location, resolve }: Context) {
        const answers = Object.keys(responses);
        for (const status of [...STATUSES, DEFAULT].filter((each) => !answers.includes(each)))
          report({
            message: `The response ${status} is missing.`,
            location: location.child(['responses']).key(),
          });
        const { links } = (responses[REDIRECT] ?? {}) as { links?: object };
        if (answers.includes(REDIRECT) && !links)
          report({
            message: 'The response 302 must have links to the operations that it redirects to.',
            location: location.child(['responses', REDIRECT]).key(),
          });
        for (const status of answers.filter((each) => ![...STATUSES, REDIRECT, DEFAULT].includes(each)))
          report({
            message: `v1 responds with ${STATUSES.join(', ')}, never ${status}.`,
            location: location.child(['responses', status]).key(),
          });
        for (const [status, answer] of Object.entries(responses)) {
          const { headers = {} } = resolve<Content>(answer).node ?? {};
          const missing = UNCOUNTED.includes(status) ? [] : HOUR.filter((name) => !(name in headers));
          if (missing.length > 0)
            report({
              message: `The response ${status} lacks ${missing.join(', ')}.`,
              location: location.child(['responses', status]).key(),
            });
        }
      },
    },
  };
}

/** What tells a success from a failure is named, so that generated clients need not try one schema after the other. */
export function successOrFailure(): Visitor {
  return {
    Response: {
      MediaType: {
        Schema: {
          enter({ oneOf, discriminator }: Schema, { report, location }: Context) {
            const [success, failure] = (oneOf ?? []).map(({ $ref = '' }) => $ref);
            if (!failure?.endsWith('/Failed.yaml')) return;
            const { Success, Failed } = discriminator?.mapping ?? {};
            if (discriminator?.propertyName === 'status' && Success === success && Failed === failure) return;
            report({
              message: 'A discriminator must map the values Success and Failed of status.',
              location: location.child(['oneOf']).key(),
            });
          },
        },
      },
    },
  };
}

const NOT_FOUND = /\bno [a-z ]+ found$/;
const BLANK = /can't be blank$|must be specified for this call$/;

/**
 * An operation shows how it fails: an id in its path that leads nowhere, a mandatory field that is blank. A failure is
 * an example of the answer 200 whose status is Failed.
 */
export function operationFailures(): Visitor {
  let ids: string[] = [];
  return {
    PathItem: {
      enter(_item: object, { key }: Context) {
        ids = (key.match(/\{\w+\}/g) ?? []).filter((name) => name !== '{format}');
      },
    },
    Operation: {
      enter(operation: Operation, context: Context) {
        const { report, location } = context;
        const answers = examplesOf(context, answerOf(context, operation));
        const texts = [...answers.values()].flatMap(({ value }) => faultsOf(value));
        const place = location.child(['responses', '200']).key();
        if (ids.length > 0 && !texts.some((text) => NOT_FOUND.test(text)))
          report({ message: `No example has an unknown ${ids.join(' or ')}.`, location: place });
        const mandatory = mandatoryFieldsOf(context, operation);
        if (mandatory.length > 0 && !texts.some((text) => BLANK.test(text)))
          report({ message: `No example has a blank ${mandatory.join(' or ')}.`, location: place });
      },
    },
  };
}

/** The texts of a Failed envelope; none of a Success. */
function faultsOf(value: unknown): string[] {
  const { errors = [] } = (value ?? {}) as { errors?: { error: string }[] };
  return errors.map(({ error }) => error);
}

/** The mandatory fields of an operation's body, inside its wrapper. */
function mandatoryFieldsOf(context: Context, operation: Operation): string[] {
  const body = requestOf(context, operation);
  const schema = body && follow<Schema>(context, body.node.content?.[JSON_TYPE]?.schema, body.location);
  const wrapped = schema ? partsOf(context, schema) : [];
  return wrapped
    .flatMap((fields) => [fields, ...partsOf(context, fields)])
    .flatMap(({ node }) => node.required ?? []);
}
