import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

type Message = SendMailOptions & { messageId: string };

/** Sends mail. */
export interface Transport {
  /**
   * Sends a message and resolves when it has been accepted.
   *
   * @throws RefusedError if this message was refused; any other error if no mail can be sent
   */
  send(message: Message, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** The mail server refused a mail. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Whether a retry is pointless. */
  readonly permanent: boolean;

  constructor(cause: Error, { permanent }: { permanent: boolean }) {
    super(cause.message, { cause });
    this.permanent = permanent;
  }
}

/** The timeouts of SMTP in milliseconds. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * Sends by SMTP with a pool of connections.
 *
 * @param url `smtp://user:password@host:587`, or `smtps://` for implicit TLS
 * @param connections the maximum number of connections
 */
export function smtpTransport(url: string, connections: number): Transport {
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // Retries are left to the outbox, which survives a restart.
    maxRequeues: 0,
    ...TIMEOUTS,
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

/** The refusal of this mail; undefined for errors that affect all mail, such as a failed login. */
function refusal(error: SmtpError): RefusedError | undefined {
  if (error.code !== 'EENVELOPE' && error.code !== 'EMESSAGE') return undefined;
  return new RefusedError(error, { permanent: (error.responseCode ?? 500) >= 500 });
}

/**
 * Writes each message to a file in a folder. The file name begins with the date. Files appear only when they are complete
 * and durable.
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

/** Flushes a folder, so that the name of a new file is durable. */
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}
