/** Is told of the table that is worked on, and how many rows are done in all. */
export type Progress = (table: string, rows: number) => void;

/** Milliseconds between two words of progress. */
const EVERY = 500;

/** Progress that is shown, and ended by a word of what was done. */
export type ShownProgress = Progress & { done(words: string): void };

/**
 * Tells on the standard error how far a command is: on a terminal in a line that changes, elsewhere line by line and only
 * when it is asked for.
 */
export function progressOf({ progress: asked }: { progress?: boolean }): ShownProgress {
  const out = process.stderr;
  const began = performance.now();
  let last = began;
  function tell(table: string, rows: number): void {
    const now = performance.now();
    if (!(out.isTTY || asked) || now - last < EVERY) return;
    last = now;
    const rate = Math.round(rows / ((now - began) / 1000));
    const words = `${rows} rows, ${rate} a second, now ${table}`;
    out.write(out.isTTY ? `\r\x1b[K${words}` : `${words}\n`);
  }
  function done(words: string): void {
    if (out.isTTY || asked) out.write(`${out.isTTY ? '\r\x1b[K' : ''}${words}\n`);
  }
  return Object.assign(tell, { done });
}
