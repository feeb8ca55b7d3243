import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isatty } from 'node:tty';

/** The maximum bytes that are buffered for a slow reader. Further lines are dropped. */
const MAX_BUFFERED = 1024 * 1024;
/** Milliseconds until a write to a blocked terminal is retried. */
const RETRY_DELAY = 50;
const NEWLINE = 0x0a;

/** A destination of log lines. */
export interface LogStream {
  write(line: string): void;
  /** Waits until all lines are written, but no longer than this. Unwritten lines count as dropped. */
  drain(milliseconds: number): Promise<void>;
}

/** Writes log lines to a descriptor. A line that cannot be written is dropped and counted, so that logging never blocks requests. */
export function openLogStream(descriptor: number, dropped: () => void): LogStream {
  const kind = fstatSync(descriptor);
  // A write to a full pipe, or to a terminal stopped with Ctrl-S, would block the process.
  if (kind.isFIFO() || kind.isSocket()) {
    return toReader(new Socket({ fd: descriptor, readable: false, writable: true }), dropped);
  }
  const terminal = isatty(descriptor) ? openTerminal(descriptor) : undefined;
  return terminal ? toReader(terminal, dropped) : toFile(descriptor, dropped);
}

function toFile(descriptor: number, dropped: () => void): LogStream {
  // On a full disk a line may be written partially. The next one must not continue it.
  let torn = false;
  return {
    write(line) {
      const bytes = Buffer.from(torn ? `\n${line}` : line);
      let written = 0;
      try {
        while (written < bytes.length) written += writeSync(descriptor, bytes, written);
        torn = false;
      } catch {
        if (written > 0) torn = bytes[written - 1] !== NEWLINE;
        dropped();
      }
    },
    drain: async () => undefined,
  };
}

/** Writes to a reader that may be slow or stuck. */
export function toReader(out: Writable, dropped: () => void): LogStream {
  let waiting = 0;
  let drained: () => void = () => undefined;
  // Each failed write is counted by its callback.
  out.on('error', () => undefined);
  return {
    write(line) {
      if (!out.writable || out.writableLength > MAX_BUFFERED) {
        dropped();
        return;
      }
      waiting += 1;
      out.write(line, (error) => {
        waiting -= 1;
        if (error) dropped();
        if (waiting === 0) drained();
      });
    },
    async drain(milliseconds) {
      if (waiting === 0) return;
      const all = new Promise<void>((resolve) => {
        drained = resolve;
      });
      await Promise.race([all, sleep(milliseconds)]);
      for (let lost = waiting; lost > 0; lost -= 1) dropped();
    },
  };
}

/**
 * Re-opens the terminal of a descriptor in non-blocking mode. The mode of the descriptor itself is shared with other
 * processes, such as the shell. Undefined if it cannot be opened, such as that of another user.
 */
export function openTerminal(descriptor: number): Writable | undefined {
  let own: number;
  try {
    own = openSync(`/dev/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
  return new Writable({ write: (bytes: Buffer, _encoding, done) => put(own, bytes, done) });
}

/** Writes as much as the terminal accepts, and retries with the rest later. */
function put(descriptor: number, bytes: Buffer, done: (error?: Error) => void): void {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    done();
  } catch (error) {
    const isBlocked = (error as NodeJS.ErrnoException).code === 'EAGAIN';
    if (isBlocked) setTimeout(put, RETRY_DELAY, descriptor, bytes.subarray(written), done).unref();
    else done(error as Error);
  }
}
