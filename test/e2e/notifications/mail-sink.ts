import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface GotMail {
  to: string[];
  raw: string;
}

/** An SMTP server on loopback that keeps what it gets. */
export class MailSink {
  readonly mails: GotMail[] = [];
  /** Called with each mail, before the server says that it has it; what it throws is the server's refusal. */
  onMail: ((mail: GotMail) => Promise<void> | void) | undefined;
  /** Says no to a recipient, with the error that it gives. */
  refuse: ((address: string) => Error | undefined) | undefined;
  private readonly server: SMTPServer;
  url = '';

  constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) => {
        done(this.refuse?.(address));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          const mail = { to, raw: Buffer.concat(chunks).toString('utf8') };
          this.mails.push(mail);
          Promise.resolve(this.onMail?.(mail)).then(() => {
            done();
          }, done);
        });
      },
    });
    // A client that was killed is no error of the server's.
    this.server.on('error', () => undefined);
  }

  async open(): Promise<this> {
    const server = this.server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}

/** A header as it stands in the mail, folded or not. */
export function headerOf({ raw }: GotMail, name: string): string | undefined {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return lines
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
    ?.slice(name.length + 2);
}
