/** A mail server that takes every mail and keeps to whom it was sent, and under which Message-ID. */
import { createRequire } from 'node:module';
import { projectRoot } from '../../scripts/services/index.mjs';

const { SMTPServer } = createRequire(`${projectRoot}/package.json`)('smtp-server');

/** Resolves to { url, received: [{ to, messageId }], stop(), kill() }. */
export async function startMailSink() {
  const received = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk) => (text += chunk.toString('latin1')));
      stream.on('end', () => {
        const messageId = /^message-id: *(\S+)/im.exec(text)?.[1];
        for (const { address } of session.envelope.rcptTo) received.push({ to: address, messageId });
        done();
      });
    },
  });
  server.on('error', () => undefined); // a worker that is killed cuts its connection
  await new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${server.server.address().port}`, received, stop, kill: stop };
}
