import type { Readable } from 'node:stream';

/** A line of a file. */
export interface TransferLine {
  /** From 1. */
  number: number;
  /** Without the line break. */
  text: string;
  /** Whether it ends with a line break. The last line of a truncated file does not. */
  isComplete: boolean;
}

/**
 * Splits a stream of UTF-8 into lines. A byte order mark is dropped.
 *
 * @throws TypeError if it is not UTF-8
 */
export async function* linesOf(input: Readable): AsyncGenerator<TransferLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  let partial = '';
  for await (const chunk of input) {
    let lines: string[];
    try {
      lines = decoder.decode(chunk, { stream: true }).split('\n');
    } catch (cause) {
      throw new TypeError(`after line ${number}: this is not UTF-8`, { cause });
    }
    lines[0] = partial + lines[0];
    partial = lines.pop() ?? '';
    for (const text of lines) {
      number += 1;
      yield { number, text, isComplete: true };
    }
  }
  partial += decoder.decode();
  if (partial !== '') yield { number: number + 1, text: partial, isComplete: false };
}
