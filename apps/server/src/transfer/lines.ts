import type { Readable } from 'node:stream';

/** A line of a file. */
export interface Line {
  /** From 1. */
  number: number;
  /** Without its end. */
  text: string;
  /** Whether it has an end; the last line of a file that was cut short has none. */
  whole: boolean;
}

/**
 * The lines of a text in UTF-8, as they come in, without a byte order mark before the first.
 *
 * @throws TypeError when it is none
 */
export async function* linesOf(input: Readable): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  let begun = '';
  for await (const chunk of input) {
    let parts: string[];
    try {
      parts = decoder.decode(chunk, { stream: true }).split('\n');
    } catch (cause) {
      throw new TypeError(`after line ${number}: this is no UTF-8`, { cause });
    }
    parts[0] = begun + parts[0];
    begun = parts.pop() ?? '';
    for (const text of parts) {
      number += 1;
      yield { number, text, whole: true };
    }
  }
  begun += decoder.decode();
  if (begun !== '') yield { number: number + 1, text: begun, whole: false };
}
