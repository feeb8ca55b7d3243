import { scenarios } from '../generated/scenarios.ts';

/** The texts of all failures that are documented, with their codes. */
const DOCUMENTED = new Set(
  scenarios.flatMap(({ response }) => {
    const { errors = [] } = (response.body ?? {}) as { errors?: { error: string }[] };
    return errors.map(({ error }) => error);
  }),
);

/** What v1 says of a field, whatever the field is called: the rows envelope.6 and envelope.10. */
const OF_A_FIELD =
  /^\[E400\] \w+ (can't be blank|is not a (number|date|text|list of names and values)|is not true or false|is not included in the list|is too long \(maximum is \d+ characters\)|must be (greater than|greater than or equal to|less than or equal to) \d+|can't go from .+ to .+|is not a field of this config type|would be after the year 9999)$/;

/** What it says of a call, and of things that no example looks for. */
const OF_A_CALL =
  /^\[E400\] (The \w+ parameter must be specified for this call|There is no such call|The request body .+|The call .+|no (category|group|message|priority|service|type) found)$/;

/** Whether v1 has a text of a failure, such as `[E400] title can't be blank`. */
export function isText(text: string): boolean {
  return DOCUMENTED.has(text) || OF_A_FIELD.test(text) || OF_A_CALL.test(text);
}
