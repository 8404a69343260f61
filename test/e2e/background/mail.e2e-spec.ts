import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { newId } from '@almanac/kernel';
import {
  FileMailer,
  MailStore,
  renderMail,
  RequestContext,
  SmtpMailer,
  type ConfigValues,
  type Mail,
} from '@almanac/platform';
import { createTestApp, testConfig, type TestApp } from '@almanac/testing';

function mailTo(to: string, subject = 'Grüße aus dem Garten'): Mail {
  const action = { label: 'Verify', url: 'https://example.org/verify?token=a.b&x=1' };
  const content = {
    subject,
    greeting: 'Hello <b>you</b>',
    paragraphs: ['Straße & Söhne'],
    action,
    footer: 'Almanac',
  };
  return { id: newId(), to, ...renderMail(content) };
}

/** An SMTP server on loopback that keeps what it gets; `refuse` says how often it answers "not now" first. */
class MailSink {
  readonly mails: { from: string; to: string[]; raw: string }[] = [];
  private readonly server: SMTPServer;
  url = '';

  constructor(private refuse = 0) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (this.refuse > 0) {
            this.refuse -= 1;
            done(Object.assign(new Error('Greylisted, come again'), { responseCode: 451 }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          this.mails.push({
            from,
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString('utf8'),
          });
          done();
        });
      },
    });
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

const context = RequestContext.system();

describe('mail over SMTP', () => {
  let mailer: SmtpMailer | undefined;
  const configFor = (url: string): Promise<ConfigValues> =>
    testConfig('postgres://127.0.0.1/none', { SMTP_URL: url, MAIL_FROM: 'Almanac <hello@almanac.example>' });

  afterEach(() => mailer?.onApplicationShutdown());

  /** Connections are kept open for the next mail, and a server waits for them. */
  async function close(sink: MailSink): Promise<void> {
    await mailer?.onApplicationShutdown();
    await sink.close();
  }

  it('hands a mail to the server with an id by which it is known again', async () => {
    const sink = await new MailSink().open();
    mailer = new SmtpMailer(await configFor(sink.url));
    const mail = mailTo('ada@example.org');
    await mailer.send(context, mail);
    expect(sink.mails).toHaveLength(1);
    const [got] = sink.mails;
    expect(got).toMatchObject({ from: 'hello@almanac.example', to: ['ada@example.org'] });
    expect(got?.raw).toContain(`Message-ID: <${mail.id}@almanac.example>`);
    expect(got?.raw).toContain('Auto-Submitted: auto-generated');
    await close(sink);
  });

  it('lets nothing that a user typed name another recipient or header', async () => {
    const sink = await new MailSink().open();
    mailer = new SmtpMailer(await configFor(sink.url));
    await mailer.send(context, {
      ...mailTo('ada@example.org'),
      subject: 'Hi\r\nBcc: eve@example.org\r\n\r\nbody',
    });
    expect(sink.mails[0]?.to).toEqual(['ada@example.org']);
    expect(sink.mails[0]?.raw).not.toMatch(/^Bcc:/im);
    await expect(
      mailer.send(context, mailTo('ada@example.org\r\nRCPT TO:<eve@example.org>')),
    ).rejects.toThrow();
    await mailer.send(context, mailTo('ada@example.org, eve@example.org')).catch(() => undefined);
    expect(sink.mails.flatMap(({ to }) => to)).not.toContain('eve@example.org');
    await close(sink);
  });

  it('fails, so that the job is tried again, when the server says "not now", and goes on after that', async () => {
    const sink = await new MailSink(1).open();
    mailer = new SmtpMailer(await configFor(sink.url));
    const mail = mailTo('ada@example.org');
    await expect(mailer.send(context, mail)).rejects.toThrow(/Greylisted/);
    await mailer.send(context, mail);
    expect(sink.mails).toHaveLength(1);
    await close(sink);
  });

  it('fails, and does not hang, when the server drops the connection or is not there', async () => {
    const broken: Server = createServer((socket) => void socket.resume().end('220 hello\r\n'));
    broken.listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const { port } = broken.address() as AddressInfo;
    mailer = new SmtpMailer(await configFor(`smtp://127.0.0.1:${port}`));
    await expect(mailer.send(context, mailTo('ada@example.org'))).rejects.toThrow();
    broken.close();
    await once(broken, 'close');
    await expect(mailer.send(context, mailTo('ada@example.org'))).rejects.toThrow();
  });
});

describe('mail in files', () => {
  let config: ConfigValues;

  beforeEach(async () => {
    config = await testConfig('postgres://127.0.0.1/none');
  });
  afterEach(() => rm(config.DATA_DIR, { recursive: true, force: true }));

  it('writes a mail that comes twice into one file, and reads it back', async () => {
    const mailer = new FileMailer(config);
    const first = mailTo('Ada@example.org');
    // Ids order mails to the millisecond.
    await sleep(2);
    const second = mailTo('bob@example.org', 'Second');
    for (const mail of [first, first, second]) await mailer.send(context, mail);
    expect(await readdir(join(config.DATA_DIR, 'mail'))).toHaveLength(2);
    const store = new MailStore(config);
    const mails = await store.list();
    expect(mails.map(({ subject }) => subject)).toEqual(['Second', 'Grüße aus dem Garten']);
    expect(await store.list({ to: 'ada@EXAMPLE.org' })).toEqual([
      {
        id: first.id,
        to: ['Ada@example.org'],
        subject: 'Grüße aus dem Garten',
        date: expect.stringMatching(/^\d{4}-.*Z$/),
        text: expect.stringContaining('Straße & Söhne'),
        html: expect.stringContaining('Hello &lt;b&gt;you&lt;/b&gt;'),
        links: ['https://example.org/verify?token=a.b&x=1'],
        headers: expect.objectContaining({
          'message-id': `<${first.id}@localhost>`,
          'auto-submitted': 'auto-generated',
        }),
      },
    ]);
    expect(await store.list({ to: 'eve@example.org' })).toEqual([]);
    expect(await store.list({ limit: 1 })).toHaveLength(1);
  });
});

describe('/dev/mail', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp();
    const mailer = new FileMailer(app.config);
    await mailer.send(context, {
      ...mailTo('ada@example.org', 'One <script>alert(1)</script>'),
      html: '<script>alert(2)</script>',
    });
    await sleep(2);
    await mailer.send(context, mailTo('bob@example.org', 'Two'));
    await writeFile(join(app.config.DATA_DIR, 'mail', 'notes.txt'), 'not a mail');
  });
  afterAll(() => app.close());

  it('lists mails as JSON, newest first, and by recipient', async () => {
    const all = await app.request('GET', '//dev/mail', { headers: { accept: 'application/json' } });
    expect(all.status).toBe(200);
    expect(all.body).toMatchObject({
      success: true,
      data: { mails: [{ subject: 'Two' }, { subject: 'One <script>alert(1)</script>' }] },
    });
    const one = await app.request('GET', '//dev/mail?to=bob@example.org', {
      headers: { accept: 'application/json' },
    });
    expect(one.body.data.mails).toHaveLength(1);
    expect(one.body.data.mails[0]).toMatchObject({
      to: ['bob@example.org'],
      links: ['https://example.org/verify?token=a.b&x=1'],
    });
  });

  it('shows people a page on which a mail can do nothing', async () => {
    const page = await app.request('GET', '//dev/mail', {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).not.toContain('<script>');
    expect(page.text).toContain('srcdoc="&lt;script&gt;');
    expect(page.text).toContain('sandbox=""');
  });
});
