import { doubleQuoted, literal, type Syntax } from './literal.ts';
import { camelResultName, type ProviderAccess, type SampleCall, WIDTH } from './sample-call.ts';

const NAME = /^[A-Za-z_$][\w$]*$/;

const syntax: Syntax = {
  indent: '  ',
  null: 'null',
  true: 'true',
  false: 'false',
  text(value) {
    const json = doubleQuoted(value);
    return value.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
  },
  list: ['[', ']'],
  map: ['{ ', ' }'],
  emptyMap: '{}',
  key: (name) => `${NAME.test(name) ? name : syntax.text(name)}: `,
  separator: ', ',
  lineEnd: [',', ','],
};

/** What the sample assigns its result to. */
export function variableOf(call: SampleCall): string {
  return call.paged ? 'page' : camelResultName(call);
}

/** A module that uses the client, which throws an `ApiError` where a response is Failed. */
export function typescript(call: SampleCall, { baseUrl, token }: ProviderAccess): string {
  const { ids, body, query, wrapper } = call;
  const begin = `const ${variableOf(call)} = await desk.${call.operation}(`;
  const given: unknown[] = [...ids];
  if (body !== undefined) given.push(wrapper ? (body as Record<string, unknown>)[wrapper] : body);
  if (query) given.push(body === undefined ? query : { query });
  const inline = given.map((value) => literal(value, syntax, 0, Number.NEGATIVE_INFINITY));
  const fits = `${begin}${inline.join(', ')});`.length <= WIDTH;
  // The input alone is broken up, as a formatter would.
  const parts = inline.map((text, index) =>
    fits || index !== ids.length ? text : literal(given[index], syntax, 0, Number.POSITIVE_INFINITY),
  );
  return [
    "import { createServiceDesk } from '@service-desk/client';",
    '',
    `const desk = createServiceDesk({ baseUrl: ${syntax.text(baseUrl)}, token: ${syntax.text(token)} });`,
    `${begin}${parts.join(', ')});`,
  ].join('\n');
}
