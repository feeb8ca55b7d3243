import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A sample in a file of its own. */
export interface Source {
  file: string;
  text: string;
}

/** What a host prints about a sample. */
interface Outcome {
  envelope?: unknown;
  error?: string;
}

/** A process that runs one sample after the other, so that an interpreter starts only once. */
export class Host {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Runs the sample in a file and returns the envelope that it received.
   *
   * @throws Error if the sample fails, or the host ends
   */
  run(file: string): Promise<unknown> {
    const running = this.#last.then(() => this.#next(file));
    this.#last = running.catch(() => undefined);
    return running;
  }

  async #next(file: string): Promise<unknown> {
    this.#child.stdin.write(`${file}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#child.spawnfile} exited`);
    const { envelope, error } = JSON.parse(value) as Outcome;
    if (error !== undefined) throw new Error(error);
    return envelope;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    await gone;
  }
}
