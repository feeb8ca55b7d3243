import { fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/** Bytes that wait for a slow reader of the log; further lines are dropped. */
const MOST_WAITING = 1024 * 1024;
const NEWLINE = 0x0a;

/** Where log lines go. */
export interface LogStream {
  write(line: string): void;
}

/** Writes log lines to a descriptor. A line that cannot be written is counted and dropped: logging never stops serving. */
export function openLogStream(descriptor: number, dropped: () => void): LogStream {
  const kind = fstatSync(descriptor);
  // A write to a full pipe would block the process, so pipes are written without blocking.
  if (kind.isFIFO() || kind.isSocket()) return toPipe(descriptor, dropped);
  return toFile(descriptor, dropped);
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
  };
}

function toPipe(descriptor: number, dropped: () => void): LogStream {
  const pipe = new Socket({ fd: descriptor, readable: false, writable: true });
  // Each failed write is counted by its callback.
  pipe.on('error', () => undefined);
  return {
    write(line) {
      if (!pipe.writable || pipe.writableLength > MOST_WAITING) return dropped();
      pipe.write(line, (error) => {
        if (error) dropped();
      });
    },
  };
}
