/** Reports the current table and the total number of rows so far. */
export type ReportProgress = (table: string, rows: number) => void;

/** Milliseconds between two reports. */
const INTERVAL = 500;

/** Progress that is printed, with a final message. */
export type PrintedProgress = ReportProgress & { done(message: string): void };

/**
 * Prints the progress of a command to the standard error: on a terminal in one line that is updated, otherwise line by line
 * and only with `--progress`.
 */
export function progressPrinter({ progress: isRequested }: { progress?: boolean }): PrintedProgress {
  const out = process.stderr;
  const began = performance.now();
  let last = began;
  function report(table: string, rows: number): void {
    const now = performance.now();
    if (!(out.isTTY || isRequested) || now - last < INTERVAL) return;
    last = now;
    const rate = Math.round(rows / ((now - began) / 1000));
    const message = `${rows} rows, ${rate} per second, now ${table}`;
    out.write(out.isTTY ? `\r\x1b[K${message}` : `${message}\n`);
  }
  function done(message: string): void {
    if (out.isTTY || isRequested) out.write(`${out.isTTY ? '\r\x1b[K' : ''}${message}\n`);
  }
  return Object.assign(report, { done });
}
