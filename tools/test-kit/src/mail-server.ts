import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as a server took it. */
export interface ReceivedMail {
  from: string;
  to: string;
  /** All of it, headers and body, as it came over the wire. */
  content: string;
  messageId: string;
  subject: string;
}

/** What a mail server says to a recipient, or to a whole mail; undefined takes it. */
export interface Manners {
  recipient?: (address: string) => Error | undefined;
  content?: (content: string) => Error | undefined;
  /** Waited for before a mail is taken. */
  before?: () => Promise<unknown>;
}

/** A mail server of the tests' own. */
export interface MailServer extends AsyncDisposable {
  url: string;
  taken: ReceivedMail[];
  /** How it behaves from now on. */
  manners: Manners;
  close(): Promise<void>;
}

/** A refusal with the code of SMTP: 450 for now, 550 for good. */
export function smtpRefusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** Starts a mail server on a free port, or again on one that it had. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const taken: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => done(mail.manners.recipient?.(address)),
    onData(stream, { envelope }, done) {
      text(stream)
        .then(async (content) => {
          await mail.manners.before?.();
          const error = mail.manners.content?.(content);
          if (error) throw error;
          taken.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address).join(),
            content,
            messageId: headerOf(content, 'Message-ID'),
            subject: headerOf(content, 'Subject'),
          });
          done();
        })
        .catch(done);
    },
  });
  // A client that hangs up, as one that is killed does.
  server.on('error', () => undefined);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const mail: MailServer = { url, taken, manners: {}, close, [Symbol.asyncDispose]: close };
  return mail;
}

/** A header that fits on one line. */
function headerOf(content: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(content)?.[1]?.trimEnd() ?? '';
}
