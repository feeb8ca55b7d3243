import { scenarios } from '../generated/scenarios.ts';

/** The texts of all documented failures, with their codes. */
const DOCUMENTED = new Set(
  scenarios.flatMap(({ response }) => {
    const { errors = [] } = (response.body ?? {}) as { errors?: { error: string }[] };
    return errors.map(({ error }) => error);
  }),
);

/** The texts of v1 that begin with the name of a field (rows envelope.6 and envelope.10). */
const OF_A_FIELD =
  /^\[E400\] \w+ (can't be blank|is not a (number|date|text|list of names and values)|is not true or false|is not included in the list|is too long \(maximum is \d+ characters\)|must be (greater than|greater than or equal to|less than or equal to) \d+|can't go from .+ to .+|is not a field of this config type|would be after the year 9999)$/;

/** The texts of v1 about a request, and about resources that no example has. */
const OF_A_CALL =
  /^\[E400\] (The \w+ parameter must be specified for this call|There is no such call|The request body .+|The call .+|no (category|group|message|priority|service|type) found)$/;

/** Whether v1 has this error text, such as `[E400] title can't be blank`. */
export function isText(text: string): boolean {
  return DOCUMENTED.has(text) || OF_A_FIELD.test(text) || OF_A_CALL.test(text);
}
