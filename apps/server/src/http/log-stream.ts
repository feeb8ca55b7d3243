import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isatty } from 'node:tty';

/** Bytes that wait for a slow reader of the log; further lines are dropped. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds until a terminal that took nothing is tried again. */
const PAUSE = 50;
const NEWLINE = 0x0a;

/** Where log lines go. */
export interface LogStream {
  write(line: string): void;
  /** Waits for so many milliseconds until all lines are written. What is not by then is counted as dropped. */
  drain(milliseconds: number): Promise<void>;
}

/** Writes log lines to a descriptor. A line that cannot be written is counted and dropped: logging never stops serving. */
export function openLogStream(descriptor: number, dropped: () => void): LogStream {
  const kind = fstatSync(descriptor);
  // A write to a full pipe, or to a terminal that is held by Ctrl-S, would block the process.
  if (kind.isFIFO() || kind.isSocket()) {
    return toReader(new Socket({ fd: descriptor, readable: false, writable: true }), dropped);
  }
  const terminal = isatty(descriptor) ? openTerminal(descriptor) : undefined;
  return terminal ? toReader(terminal, dropped) : toFile(descriptor, dropped);
}

function toFile(descriptor: number, dropped: () => void): LogStream {
  // A disk that becomes full may take a part of a line; the next one must not continue it.
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

/** Writes to a reader that may read late or never. */
export function toReader(out: Writable, dropped: () => void): LogStream {
  let waiting = 0;
  let drained: () => void = () => undefined;
  // Each failed write is counted by its callback.
  out.on('error', () => undefined);
  return {
    write(line) {
      if (!out.writable || out.writableLength > MOST_WAITING) {
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
 * Opens the terminal of a descriptor once more, because the flag not to block is shared by all who have a descriptor, such
 * as the shell. Undefined where it may not be opened, as another user's.
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

/** Writes what the terminal takes now, and the rest once it takes more. */
function put(descriptor: number, bytes: Buffer, done: (error?: Error) => void): void {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    done();
  } catch (error) {
    const isHeld = (error as NodeJS.ErrnoException).code === 'EAGAIN';
    if (isHeld) setTimeout(put, PAUSE, descriptor, bytes.subarray(written), done).unref();
    else done(error as Error);
  }
}
