import type { Context, Visitor } from './redocly.ts';

/** No number that YAML would read as another: beyond 2^53 an id is written as a string, which v1 accepts. */
export function safeNumbers(): Visitor {
  return {
    any: {
      enter(node: unknown, { report, location }: Context) {
        // The root of a file; what is inside is reached from there, once.
        if (location.pointer !== '#/') return;
        for (const keys of unsafeNumbersIn(node, []))
          report({
            message: 'A number beyond 2^53 loses its last digits: write a string.',
            location: location.child(keys),
          });
      },
    },
  };
}

function unsafeNumbersIn(node: unknown, keys: string[]): string[][] {
  if (typeof node === 'number') return Math.abs(node) > Number.MAX_SAFE_INTEGER ? [keys] : [];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => unsafeNumbersIn(value, [...keys, key]));
}
