import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { createTestOutgoing, testConfig, type TestOutgoing } from '@almanac/testing';
import { RequestContext } from '../context';
import { PostponeJob } from '../queue/postpone-job';
import { MailRefusedError, type Mail } from './mailer';
import { PatientMailer } from './patient-mailer';
import { SmtpMailer } from './smtp-mailer';

const PAUSE_MS = 400;
const context = RequestContext.system();
const mail = (to = 'ada@example.org'): Mail => ({ id: 'm', to, subject: 's', text: 't', html: 'h' });
const saying = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

describe('a mail server in trouble', () => {
  let outgoing: TestOutgoing;
  let server: SMTPServer;
  let mailer: PatientMailer;
  let port: number;
  let taken = 0;
  let connections = 0;
  let greeting: Error | undefined;

  beforeEach(async () => {
    [taken, connections, greeting] = [0, 0, undefined];
    outgoing = await createTestOutgoing({
      OUTGOING_CIRCUIT_FAILURES: '3',
      OUTGOING_CIRCUIT_PAUSE_MS: String(PAUSE_MS),
    });
    await listen(0);
    const SMTP_URL = `smtp://127.0.0.1:${port}`;
    mailer = new PatientMailer(
      new SmtpMailer(await testConfig('postgres://127.0.0.1/none', { SMTP_URL })),
      outgoing.circuits,
    );
  });
  afterEach(async () => {
    await mailer.onApplicationShutdown();
    await close();
    await outgoing.close();
  });

  async function listen(at: number): Promise<void> {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onConnect: (_session, done) => {
        connections += 1;
        done(greeting);
      },
      onRcptTo: ({ address }, _session, done) => {
        if (address.startsWith('later')) done(saying(450, '4.7.1 Greylisted, come again'));
        else done(address.startsWith('nobody') ? saying(550, '5.1.1 No such user') : undefined);
      },
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => {
          taken += 1;
          done();
        });
      },
    });
    server.on('error', () => undefined);
    const listening = server.listen(at, '127.0.0.1');
    await once(listening, 'listening');
    port = (listening.address() as AddressInfo).port;
  }

  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

  it('is left alone for a while, and mails wait without using up a try', async () => {
    await close();
    for (let time = 0; time < 3; time += 1)
      await expect(mailer.send(context, mail())).rejects.toThrow('ECONNREFUSED');
    const put: unknown = await mailer.send(context, mail()).catch((error: unknown) => error);
    expect(put).toBeInstanceOf(PostponeJob);
    expect(put).toMatchObject({ delayMs: expect.any(Number) as number });
    expect(await outgoing.circuits.report()).toMatchObject([{ service: 'smtp', state: 'open' }]);
    await listen(port);
    expect(connections).toBe(0);
    await sleep(PAUSE_MS + 20);
    await mailer.send(context, mail());
    expect(taken).toBe(1);
  });

  it('is left alone where it takes connections and then nothing', async () => {
    greeting = saying(421, '4.3.2 Not now');
    for (let time = 0; time < 3; time += 1) await expect(mailer.send(context, mail())).rejects.toThrow();
    await expect(mailer.send(context, mail())).rejects.toThrow(PostponeJob);
  });

  it('is not, whatever it says about recipients', async () => {
    for (let time = 0; time < 4; time += 1) {
      await expect(mailer.send(context, mail('later@example.org'))).rejects.toThrow('Greylisted');
      await expect(mailer.send(context, mail('nobody@example.org'))).rejects.toThrow(MailRefusedError);
      await expect(mailer.send(context, mail('a\u0000b@example.org'))).rejects.toThrow('control character');
    }
    await mailer.send(context, mail());
    expect(taken).toBe(1);
  });
});
