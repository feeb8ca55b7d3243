import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

type Message = SendMailOptions & { messageId: string };

/** A way for mail to leave. */
export interface Transport {
  /**
   * Sends one message and resolves once somebody else is answerable for it.
   *
   * @throws RefusedError when it was refused, and any other error when it could not be offered
   */
  send(message: Message, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Somebody looked at the mail and would not have it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Whether it is no use to try again. */
  readonly permanent: boolean;

  constructor(cause: Error, { permanent }: { permanent: boolean }) {
    super(cause.message, { cause });
    this.permanent = permanent;
  }
}

/** Milliseconds that a server may take to let a connection begin, and to say anything at all. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * Sends by SMTP, over connections that are kept.
 *
 * @param url `smtp://user:password@host:587`, or `smtps://` where TLS comes first
 * @param connections how many at most
 */
export function smtpTransport(url: string, connections: number): Transport {
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // What is tried again is decided by the outbox, which outlives this process.
    maxRequeues: 0,
    ...PATIENCE,
  });
  return {
    async send(message, signal) {
      try {
        await pool.sendMail({ ...message, signal });
      } catch (error) {
        throw refusal(error as SmtpError) ?? error;
      }
    },
    close: () => pool.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** What the server said about this one mail. Anything else, a login that it refuses for one, is about all of them. */
function refusal(error: SmtpError): RefusedError | undefined {
  if (error.code !== 'EENVELOPE' && error.code !== 'EMESSAGE') return undefined;
  return new RefusedError(error, { permanent: (error.responseCode ?? 500) >= 500 });
}

/**
 * Writes each message to a file of its own in a folder, under a name that begins with its date. A file that is there is
 * whole, and is on the disk.
 */
export function fileTransport(folder: string): Transport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(message) {
      const { message: content } = await composer.sendMail(message);
      const day = (message.date as Date).toISOString().slice(0, 10);
      const key = message.messageId.replace(/^<|@.*$/g, '');
      const file = path.join(folder, `${day}-${key}.eml`);
      await mkdir(folder, { recursive: true });
      await writeDurably(`${file}.part`, content as Buffer);
      await rename(`${file}.part`, file);
      await sync(folder);
    },
    close: () => undefined,
  };
}

async function writeDurably(file: string, content: Buffer): Promise<void> {
  await using handle = await open(file, 'w');
  await handle.writeFile(content);
  await handle.sync();
}

/** Has the name of a new file reach the disk as well. */
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}
